using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The lists of what a workspace has set up.</summary>
internal static class ListEndpoints
{
    public static void Map(RouteGroupBuilder pixel)
    {
        Map(pixel, "websites", (ApiCall call, Account account, WebsiteStore store) => Replies.Ok(call, store.List(account.Id)));
        Map(pixel, "goals", (ApiCall call, Account account, GoalStore store) => Replies.Ok(call, store.List(account.Id)));
        Map(pixel, "alerts", (ApiCall call, Account account, AlertStore store) => Replies.Ok(call, store.List(account.Id)));
        Map(pixel, "reports", (ApiCall call, Account account, ReportStore store) => Replies.Ok(call, store.List(account.Id)));
        Map(pixel, "share-links", (ApiCall call, Account account, ShareLinkStore store) => Replies.Ok(call, store.List(account.Id)));
    }

    private static void Map(RouteGroupBuilder pixel, string name, Delegate list) =>
        pixel.MapGet($"/{name}", list).WithName($"pixel.{name}").RequireScope(PixelScopes.Read);
}
