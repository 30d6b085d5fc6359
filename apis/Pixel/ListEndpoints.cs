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
        pixel.MapGet("/websites", (ApiCall call, WebsiteStore store) => Show(call, store.List(call.Account.Id))).WithName("pixel.websites").RequireScope(PixelScopes.Read);
        pixel.MapGet("/goals", (ApiCall call, GoalStore store) => Show(call, store.List(call.Account.Id))).WithName("pixel.goals").RequireScope(PixelScopes.Read);
        pixel.MapGet("/alerts", (ApiCall call, AlertStore store) => Show(call, store.List(call.Account.Id))).WithName("pixel.alerts").RequireScope(PixelScopes.Read);
        pixel.MapGet("/reports", (ApiCall call, ReportStore store) => Show(call, store.List(call.Account.Id))).WithName("pixel.reports").RequireScope(PixelScopes.Read);
        pixel.MapGet("/share-links", (ApiCall call, ShareLinkStore store) => Show(call, store.List(call.Account.Id)))
            .WithName("pixel.share-links").RequireScope(PixelScopes.Read);
    }

    private static IResult Show<T>(ApiCall call, IReadOnlyList<T> rows) => Replies.Ok(call, rows);
}
