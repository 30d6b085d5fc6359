using System.Globalization;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>One visitor: what the warehouse knows, and the latest events.</summary>
internal static class VisitorEndpoint
{
    private const int RecentEvents = 20;

    public static void Map(RouteGroupBuilder pixel) => pixel.MapGet("/visitors/{id?}", ShowAsync)
        .WithName("pixel.visitor")
        .RequireScope(PixelScopes.Read)
        .RaisesError("invalid_visitor", WarehouseClient.Code)
        .Precondition((ApiCall call) => IdOf(call).Length == 0 ? Refusal.WithCode("invalid_visitor") : Decision.Pass);

    private static async Task<IResult> ShowAsync(ApiCall call, WarehouseClient warehouse, WebsiteStore websites)
    {
        var filter = new PipeFilter { Values = new Dictionary<string, string> { ["visitor_id"] = IdOf(call) } };
        var grant = new WarehouseGrant(call.Account.Id, websites.ListIds(call.Account.Id), PipeCatalog.VisitorProfile);
        var profiles = await ReadAsync<ProfileRow>(warehouse, grant, filter, call);
        if (!profiles.TryGet(out var found))
        {
            return new ErrorResult(profiles.Refusal!);
        }

        if (found is not [var profile, ..])
        {
            return Replies.Ok<VisitorView?>(call, null);
        }

        var timeline = await ReadAsync<RecentEvent>(warehouse, grant with { Pipe = PipeCatalog.VisitorTimeline }, filter with { Limit = RecentEvents }, call);
        return timeline.TryGet(out var recent) ? Replies.Ok(call, profile.Show(recent)) : new ErrorResult(timeline.Refusal!);
    }

    private static async Task<Outcome<T[]>> ReadAsync<T>(WarehouseClient warehouse, WarehouseGrant grant, PipeFilter filter, ApiCall call)
    {
        var outcome = await warehouse.QueryAsync(grant, filter, call.Aborted);
        if (!outcome.TryGet(out var body))
        {
            return outcome.Refusal!;
        }

        try
        {
            return JsonSerializer.Deserialize<Rows<T>>(body, Replies.Json)?.Data ?? throw new JsonException("The warehouse's answer has no rows.");
        }
        catch (JsonException exception)
        {
            return WarehouseClient.Failed(exception);
        }
    }

    /// <summary>The id, decoded and trimmed.</summary>
    private static string IdOf(ApiCall call)
    {
        var id = Convert.ToString(call.Http.GetRouteValue("id"), CultureInfo.InvariantCulture) ?? string.Empty;

        // The server leaves %2F as it is, so that a path keeps its segments; only the raw target tells it from a "%2F" that was meant.
        if (id.Contains("%2F", StringComparison.OrdinalIgnoreCase) && call.Http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target)
        {
            var path = target.Split('?')[0].TrimEnd('/');
            id = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        }

        return id.Trim();
    }

    private sealed record Rows<T>(T[] Data);

    private sealed record ProfileRow(string VisitorId, long Sessions, string FirstSeen, string LastSeen, string? Country, string? Device, string? LlmEngine)
    {
        public VisitorView Show(IReadOnlyList<RecentEvent> recent) => new(VisitorId, Sessions, FirstSeen, LastSeen, Country, Device, LlmEngine, recent);
    }
}

/// <summary>A visitor as the API shows one.</summary>
internal sealed record VisitorView(
    string VisitorId,
    long Sessions,
    string FirstSeen,
    string LastSeen,
    string? Country,
    string? Device,
    string? LlmEngine,
    IReadOnlyList<RecentEvent> RecentEvents);

/// <summary>One of a visitor's latest events.</summary>
internal sealed record RecentEvent(string Name, string? Path, string At);
