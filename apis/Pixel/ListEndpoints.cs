using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The lists of what a workspace has set up.</summary>
internal static class ListEndpoints
{
    public static void Map(RouteGroupBuilder pixel)
    {
        Map<Website>(
            pixel,
            "websites",
            "Lists the websites of the workspace",
            async (ApiCall call, Account account, WebsiteStore store, CancellationToken cancellationToken) =>
                Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map<Goal>(
            pixel,
            "goals",
            "Lists the goals of the workspace's websites",
            async (ApiCall call, Account account, GoalStore store, CancellationToken cancellationToken) =>
                Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map<Alert>(
            pixel,
            "alerts",
            "Lists the alerts of the workspace's websites",
            async (ApiCall call, Account account, AlertStore store, CancellationToken cancellationToken) =>
                Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map<Report>(
            pixel,
            "reports",
            "Lists the reports of the workspace's websites",
            async (ApiCall call, Account account, ReportStore store, CancellationToken cancellationToken) =>
                Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
        Map<ShareLink>(
            pixel,
            "share-links",
            "Lists the share links of the workspace's websites",
            async (ApiCall call, Account account, ShareLinkStore store, CancellationToken cancellationToken) =>
                Replies.Ok(call, await store.ListAsync(account.Id, cancellationToken)));
    }

    private static void Map<T>(RouteGroupBuilder pixel, string name, string summary, Delegate list) => pixel.MapGet($"/{name}", list)
        .WithName($"pixel.{name}")
        .WithSummary(summary)
        .WithDescription("At most 1,000.")
        .WithTags("Workspace")
        .RequireScope(PixelScopes.Read)
        .Produces<Reply<IReadOnlyList<T>>>()
        .WithoutSideEffects();
}
