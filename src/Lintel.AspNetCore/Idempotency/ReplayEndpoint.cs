using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>
/// Stands in the place of an operation's endpoint for a request that is answered as the first one was. It has the metadata of that endpoint, so that the
/// application's own middleware, such as authorization and CORS, treats both alike.
/// </summary>
internal static class ReplayEndpoint
{
    public static Endpoint Of(Endpoint admitted) => admitted is RouteEndpoint route
        ? new RouteEndpoint(AnswerAsync, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
        : new Endpoint(AnswerAsync, admitted.Metadata, admitted.DisplayName);

    private static async Task AnswerAsync(HttpContext http)
    {
        var call = ApiCall.Of(http)!;
        foreach (var witness in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IReplayWitness>() ?? [])
        {
            await witness.NoteReplayAsync(call);
        }

        var kept = call.Idempotency!.Replay!;
        if (kept.Refusal is { } refusal)
        {
            ErrorWriter.Answer(call, refusal.ToRefusal());
            return;
        }

        var response = http.Response;
        response.StatusCode = kept.Status;
        foreach (var field in kept.Headers)
        {
            response.Headers[field.Name] = field.Values.ToArray();
        }

        if (kept.Body.Length > 0)
        {
            await response.BodyWriter.WriteAsync(kept.Body);
        }
    }
}
