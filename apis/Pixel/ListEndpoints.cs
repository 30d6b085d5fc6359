using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The lists of what a workspace has set up.</summary>
internal static class ListEndpoints
{
    public static void Map(RouteGroupBuilder pixel)
    {
        Map(pixel, "websites", (ApiCall call, WebsiteStore store) => Replies.Ok(call, store.List(call.Account.Id)));
        Map(pixel, "goals", (ApiCall call, GoalStore store) => Replies.Ok(call, store.List(call.Account.Id)));
        Map(pixel, "alerts", (ApiCall call, AlertStore store) => Replies.Ok(call, store.List(call.Account.Id)));
        Map(pixel, "reports", (ApiCall call, ReportStore store) => Replies.Ok(call, store.List(call.Account.Id)));
        Map(pixel, "share-links", (ApiCall call, ShareLinkStore store) => Replies.Ok(call, store.List(call.Account.Id)));
    }

    private static void Map(RouteGroupBuilder pixel, string name, Delegate list) =>
        pixel.MapGet($"/{name}", list).WithName($"pixel.{name}").RequireScope(PixelScopes.Read);
}
