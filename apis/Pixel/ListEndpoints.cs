using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The lists of what a workspace has set up.</summary>
internal static class ListEndpoints
{
    public static void Map(RouteGroupBuilder pixel)
    {
        Map(pixel, "websites", async (ApiCall call, Account account, WebsiteStore store, CancellationToken cancellationToken) =>
            Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map(pixel, "goals", async (ApiCall call, Account account, GoalStore store, CancellationToken cancellationToken) =>
            Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map(pixel, "alerts", async (ApiCall call, Account account, AlertStore store, CancellationToken cancellationToken) =>
            Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map(pixel, "reports", async (ApiCall call, Account account, ReportStore store, CancellationToken cancellationToken) =>
            Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map(pixel, "share-links", async (ApiCall call, Account account, ShareLinkStore store, CancellationToken cancellationToken) =>
            Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
    }

    private static void Map(RouteGroupBuilder pixel, string name, Delegate list) =>
        pixel.MapGet($"/{name}", list).WithName($"pixel.{name}").RequireScope(PixelScopes.Read);
}
