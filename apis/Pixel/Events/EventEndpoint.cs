using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>Takes events, one a call.</summary>
internal static class EventEndpoint
{
    private const string OtherBody = "Another body was sent with this event_id and name within 24 hours. Send a new event_id";

    public static void Map(RouteGroupBuilder pixel) => pixel.MapPost("/events", SendAsync)
        .WithName("pixel.events")
        .WithSummary("Sends one event")
        .WithDescription("The same body with an event_id that was seen within 24 hours is accepted again and counted once; another body is refused.")
        .WithTags("Ingest")
        .Accepts<EventDocument>("application/json")
        .Produces<Reply<EventView>>(StatusCodes.Status202Accepted)
        .RequireScope(PixelScopes.Write)
        .RaisesError("ingest_unavailable", WarehouseClient.Code)
        .Precondition((WarehouseServices services, CancellationToken cancellationToken) =>
            services.CheckAsync(WarehouseServices.Ingest, "ingest_unavailable", cancellationToken))
        .Body(EventBody.Read)
        .Rules((Body<WarehouseEvent> sent, Account account, ApiCall call, WebsiteStore websites, CancellationToken cancellationToken) =>
                websites.CheckAsync(account, sent.Value.WebsiteId, call, cancellationToken))
        .WithoutSideEffects();

    private static async Task<IResult> SendAsync(
        Body<WarehouseEvent> body, Account account, ApiCall call, WarehouseServices services, WarehouseClient warehouse, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        var ingest = await services.FindAsync(WarehouseServices.Ingest, cancellationToken);
        var grant = new WarehouseGrant(account.Id, [sent.WebsiteId], WarehouseRequests.IngestPipe);
        var outcome = await warehouse.IngestAsync(ingest, grant, sent, cancellationToken);
        return outcome.Answer(receipt => receipt.Conflict
            ? new ErrorResult(Refusal.Invalid(call.Fault("event_id", OtherBody)))
            : Replies.Accepted(call, new EventView(Accepted: true, sent.EventId, DatasourceOf(sent.Name), receipt.Duplicate)));
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
