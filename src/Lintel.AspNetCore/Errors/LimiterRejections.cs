using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Answers what the framework's limiter rejects inside an API by <c>rate.exceeded</c>. The framework's own status is 503 without a wait, and is replaced;
/// one that the application has chosen, 503 too, is kept. Outside APIs, and where the limiter stands before the front door, its answer is the application's
/// own.
/// </summary>
internal sealed class LimiterRejections : IConfigureOptions<RateLimiterOptions>, IPostConfigureOptions<RateLimiterOptions>
{
    // No status, so that a choice of the framework's default can be told from none. Only the application's own configuration runs while it stands.
    private const int NotChosen = 0;

    private static readonly int Default = new RateLimiterOptions().RejectionStatusCode;

    /// <summary>Stands around whatever the application configures, in whatever order it calls <c>AddLintel</c>.</summary>
    public static void Add(IServiceCollection services)
    {
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<RateLimiterOptions>, LimiterRejections>());
        services.Insert(0, ServiceDescriptor.Singleton<IPostConfigureOptions<RateLimiterOptions>, LimiterRejections>());
    }

    public void Configure(RateLimiterOptions options) => options.RejectionStatusCode = NotChosen;

    public void PostConfigure(string? name, RateLimiterOptions options)
    {
        var isChosen = options.RejectionStatusCode != NotChosen;
        if (!isChosen)
        {
            options.RejectionStatusCode = Default;
        }

        var own = options.OnRejected;
        options.OnRejected = async (context, cancellation) =>
        {
            var call = ApiCall.Of(context.HttpContext) is { IsOutside: false, Error: null } inside ? inside : null;
            if (call is not null && !isChosen)
            {
                // Before the application's own handler, whose status is a choice.
                call.Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            }

            if (own is not null)
            {
                await own(context, cancellation);
            }

            if (call is { Error: null })
            {
                KeepWait(call.Http.Response, context.Lease);
            }
        };
    }

    private static void KeepWait(HttpResponse response, RateLimitLease lease)
    {
        if (!response.HasStarted && response.Headers.RetryAfter.Count == 0 && lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
        {
            response.Headers.RetryAfter = NumberTexts.OfRepeated((long)Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
        }
    }
}
