using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Answers requests that come to an endpoint of an API without having passed its guards, because something changed path or endpoint after
/// <c>UseLintel</c>: the contract's <c>server.error</c>, and the log names the order to use.
/// </summary>
internal sealed partial class BypassedGuards(ClientAddress addresses, RequestRecorder recorder, RequestClock clock, ILogger<BypassedGuards> logger)
{
    public Task AnswerAsync(HttpContext http)
    {
        var inside = ApiCall.Of(http);
        var endpoint = http.GetEndpoint()!;
        var cause =
            $"The request came to '{endpoint.DisplayName}' without passing the guards. Middleware that changes the path or the endpoint, such as UsePathBase "
                + "or "
            + "UseRewriter, must come before UseLintel, and UseLintel must not stand in a branch.";
        return inside is null ? AnswerAsync(http, endpoint.Metadata.GetMetadata<ApiEndpoint>()!, cause) : throw new InvalidOperationException(cause);
    }

    private Task AnswerAsync(HttpContext http, ApiEndpoint endpoint, string cause)
    {
        var call = new ApiCall(http, endpoint.Runtime, endpoint.Runtime.Ids.Next(), clock.Now)
        {
            Address = addresses.Of(http),
            Operation = (endpoint as GuardedEndpoint)?.Operation,
        };
        Log.Bypassed(logger, call.RequestId, cause);
        ErrorWriter.Answer(call, Refusal.For(Condition.ServerError).BecauseOf(cause));
        var body = ErrorWriter.WriteBody(call);
        recorder.Record(call, TimeSpan.FromTicks(clock.Now - call.Started));
        return body is null ? Task.CompletedTask : ErrorWriter.SendAsync(call, body);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{RequestId} failed: {Cause}")]
        public static partial void Bypassed(ILogger logger, string requestId, string cause);
    }
}
