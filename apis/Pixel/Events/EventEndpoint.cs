using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>Takes events, one a call.</summary>
internal static class EventEndpoint
{
    private const string OtherBody = "Another body was sent with this event_id and name within 24 hours. Send a new event_id";

    public static void Map(RouteGroupBuilder pixel, WarehouseSettings settings) => pixel.MapPost("/events", SendAsync)
        .WithName("pixel.events")
        .RequireScope(PixelScopes.Write)
        .RaisesError("ingest_unavailable", WarehouseClient.Code)
        .Precondition(() => settings.HasIngest ? Decision.Pass : Refusal.WithCode("ingest_unavailable"))
        .Body(EventBody.Read)
        .Rules((ApiCall call) => WebsiteOfBody.CheckAsync(call, call.Body<WarehouseEvent>().WebsiteId));

    private static async Task<IResult> SendAsync(ApiCall call, WarehouseClient warehouse)
    {
        var sent = call.Body<WarehouseEvent>();
        var outcome = await warehouse.IngestAsync(new WarehouseGrant(call.Account.Id, [sent.WebsiteId], WarehouseRequests.IngestPipe), sent, call.Aborted);
        if (!outcome.TryGet(out var receipt))
        {
            return new ErrorResult(outcome.Refusal!);
        }

        return receipt.Conflict
            ? new ErrorResult(Refusal.Invalid(call.Fault("event_id", OtherBody)))
            : Replies.Accepted(call, new EventView(Accepted: true, sent.EventId, DatasourceOf(sent.Name), receipt.Duplicate));
    }

    private static string DatasourceOf(string name) => name switch
    {
        EventBody.Pageview => "pageviews",
        EventBody.Custom => "custom_goals",
        _ => "visitor_payments",
    };
}

/// <summary>The answer to an event.</summary>
internal sealed record EventView(bool Accepted, string EventId, string Datasource, bool Duplicate);
