using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>One visitor: what the warehouse knows, and the latest events.</summary>
internal static class VisitorEndpoint
{
    private const int RecentEvents = 20;

    public static void Map(RouteGroupBuilder pixel) => pixel.MapGet("/visitors/{id?}", ShowAsync)
        .WithName("pixel.visitor")
        .WithSummary("Shows a visitor with the 20 latest events")
        .WithDescription("The data is null where the workspace knows no such visitor.")
        .WithTags("Analytics")
        .Produces<OptionalReply<VisitorView>>()
        .RequireScope(PixelScopes.Read)
        .RaisesError("invalid_visitor", WarehouseClient.Code)
        .Precondition((VisitorId visitor) => visitor.Text.Length == 0 ? Refusal.WithCode("invalid_visitor") : Decision.Pass)
        .WithoutSideEffects();

    private static async Task<IResult> ShowAsync(
        VisitorId visitor, Account account, ApiCall call, WarehouseClient warehouse, WebsiteStore websites, CancellationToken cancellationToken)
    {
        var filter = new PipeFilter { Values = new Dictionary<string, string> { ["visitor_id"] = visitor.Text } };
        var grant = new WarehouseGrant(account.Id, await websites.ListIdsAsync(account.Id, cancellationToken), PipeCatalog.VisitorProfile);
        var profiles = await ReadAsync<ProfileRow>(warehouse, grant, filter, cancellationToken);
        if (!profiles.TryGet(out var found))
        {
            return new ErrorResult(profiles.Refusal!);
        }

        if (found is not [var profile, ..])
        {
            return Replies.None<VisitorView>(call);
        }

        var (events, latest) = (grant with { Pipe = PipeCatalog.VisitorTimeline }, filter with { Limit = RecentEvents });
        var timeline = await ReadAsync<RecentEvent>(warehouse, events, latest, cancellationToken);
        return timeline.Answer(recent => Replies.Ok(call, profile.Show(recent)));
    }

    private static async Task<Outcome<T[]>> ReadAsync<T>(
        WarehouseClient warehouse, WarehouseGrant grant, PipeFilter filter, CancellationToken cancellationToken)
    {
        var outcome = await warehouse.QueryAsync(grant, filter, cancellationToken);
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
