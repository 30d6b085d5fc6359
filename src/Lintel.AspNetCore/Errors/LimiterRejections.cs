using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Answers what the framework's limiter rejects inside an API by <c>rate.exceeded</c>. The framework's own number is 503 without a wait, whether the
/// application has chosen it or not. Outside APIs, and where the limiter stands before the front door, its answer is the application's own.
/// </summary>
internal sealed class LimiterRejections : IPostConfigureOptions<RateLimiterOptions>
{
    public void PostConfigure(string? name, RateLimiterOptions options)
    {
        var own = options.OnRejected;
        options.OnRejected = async (context, cancellation) =>
        {
            if (own is not null)
            {
                await own(context, cancellation);
            }

            if (ApiCall.Of(context.HttpContext) is { IsOutside: false, Error: null } call)
            {
                Take(call, context.Lease);
            }
        };
    }

    private static void Take(ApiCall call, RateLimitLease lease)
    {
        var response = call.Http.Response;
        if (response.HasStarted)
        {
            return;
        }

        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            response.StatusCode = StatusCodes.Status429TooManyRequests;
        }

        if (response.Headers.RetryAfter.Count == 0 && lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
        {
            response.Headers.RetryAfter = NumberTexts.OfRepeated((long)Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
        }
    }
}
