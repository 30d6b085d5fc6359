using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

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
            if (string.Equals(field.Name, HeaderNames.Vary, StringComparison.OrdinalIgnoreCase))
            {
                AddVary(response.Headers, field.Values);
            }
            else if (call.Contract.Cors is null || !field.Name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase))
            {
                // The contract's own fields of CORS are there already, for the page that asks now.
                response.Headers[field.Name] = field.Values.ToArray();
            }
        }

        if (kept.Body.Length > 0)
        {
            await response.BodyWriter.WriteAsync(kept.Body);
        }
    }

    private static void AddVary(IHeaderDictionary headers, IEnumerable<string?> values)
    {
        const StringSplitOptions Names = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        foreach (var name in values.SelectMany(value => (value ?? string.Empty).Split(',', Names)))
        {
            VaryHeader.Add(headers, name);
        }
    }
}
