namespace Lintel.AspNetCore;

/// <summary>The fields that every response of an API carries, good or bad.</summary>
internal static class ResponseHeaders
{
    public static void Write(ApiCall call)
    {
        var headers = call.Http.Response.Headers;
        headers[call.Contract.RequestId.Header] = call.RequestId;
        if (call.Idempotency is { Replay: not null })
        {
            headers["Idempotency-Replayed"] = "true";
        }

        if (call.RateLimit is { Policy: >= 0 } status)
        {
            RateLimitHeaderWriter.Write(headers, call.Contract.Limits[status.Policy], status, call.Refusal?.RetryAfter);
            if (call.AllRateLimits is { } all)
            {
                RateLimitHeaderWriter.WriteAll(headers, call.Contract.Limits, all, call.Refusal?.RetryAfter);
            }
        }
    }
}
