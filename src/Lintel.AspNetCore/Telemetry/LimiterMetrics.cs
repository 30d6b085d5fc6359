using System.Diagnostics.Metrics;
using Lintel.RateLimits;
using Lintel.Telemetry;

namespace Lintel.AspNetCore;

/// <summary>Tells what the limiters of all APIs have decided, by API and policy.</summary>
internal sealed class LimiterMetrics
{
    private readonly Instrument[] _instruments;
    private IRateLimiter[] _limiters = [];

    public LimiterMetrics(LintelMeter meter) => _instruments =
    [
        meter.ObserveLimiterDecisions(Decisions),
        meter.ObserveLimiterSaturation(() => Policies().Select(policy => new Measurement<double>(policy.Max(each => each.Saturation.Value), Tags(policy.Key)))),
        meter.ObserveEarlyRetries(() => Policies().Select(policy => new Measurement<long>(policy.Sum(each => each.EarlyRetries.Value), Tags(policy.Key)))),
    ];

    /// <summary>Includes a limiter; while the application starts.</summary>
    public TLimiter Add<TLimiter>(TLimiter limiter)
        where TLimiter : IRateLimiter
    {
        limiter.Use.Instruments = _instruments;
        _limiters = [.. _limiters, limiter];
        return limiter;
    }

    private IEnumerable<Measurement<long>> Decisions()
    {
        foreach (var policy in Policies())
        {
            yield return new Measurement<long>(policy.Sum(each => each.Admitted.Value), [.. Tags(policy.Key), new(TelemetryTags.LimiterResult, "admitted")]);
            yield return new Measurement<long>(policy.Sum(each => each.Refused.Value), [.. Tags(policy.Key), new(TelemetryTags.LimiterResult, "refused")]);
        }
    }

    /// <summary>The policies as contracts name them: those of larger networks count under the name of the one that they were made from.</summary>
    private IEnumerable<IGrouping<(string Api, string Name), PolicyUseCounts>> Policies() => Volatile.Read(ref _limiters)
        .SelectMany(limiter => limiter.Use.Policies.Select(policy => (limiter.Api, Policy: policy)))
        .GroupBy(each => (each.Api, each.Policy.Name), each => each.Policy);

    private static KeyValuePair<string, object?>[] Tags((string Api, string Name) policy) =>
        [new(TelemetryTags.Api, policy.Api), new(TelemetryTags.Policy, policy.Name)];
}
