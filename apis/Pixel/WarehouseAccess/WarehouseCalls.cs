using Polly;
using Polly.Retry;

namespace Lintel.Pixel;

/// <summary>How a call to the warehouse is tried.</summary>
internal static class WarehouseCalls
{
    /// <summary>One time-out over all tries, and a second try where no answer came.</summary>
    public static ResiliencePipeline Pipeline(TimeSpan timeout, TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(timeout)
        .AddRetry(new RetryStrategyOptions
        {
            // Once and at once: it helps where a kept connection has died; a warehouse that is down is down.
            MaxRetryAttempts = 1,
            Delay = TimeSpan.Zero,
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(exception => exception.StatusCode is null),
        })
        .Build();
}
