using System.Diagnostics.Metrics;

namespace Lintel.Telemetry;

/// <summary>
/// The meter <c>Lintel</c> of one application, and every instrument on it: names, units, descriptions and buckets stand here alone, those of databases in
/// <see cref="StoreMeter"/>. <c>docs/telemetry.md</c> lists them, and a test holds the two together.
/// </summary>
/// <param name="meter">The meter of this name, which its owner disposes of.</param>
internal sealed class LintelMeter(Meter meter)
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Lintel";

    /// <summary>
    /// The buckets of durations in seconds. They begin far below the framework's own, into the first of which all guards would fall.
    /// </summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries =
        [
            1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ],
    };

    /// <summary>The requests that were answered.</summary>
    public Counter<long> Requests { get; } = meter.CreateCounter<long>(
        "lintel.requests", "{request}", "Requests of an API that were answered, by Lintel or by the application.");

    /// <summary>The time that a request spent before the application, or until it was refused.</summary>
    public Histogram<double> RequestDuration { get; } = meter.CreateHistogram(
        "lintel.request.duration", "s", "Time from the start of a request until the guards admitted or refused it.", tags: null, Seconds);

    /// <summary>The time that a single guard took.</summary>
    public Histogram<double> GuardDuration { get; } = meter.CreateHistogram(
        "lintel.guard.duration", "s", "Time of a single guard, what it waited for included, by its stage.", tags: null, Seconds);

    /// <summary>The attempts to deliver an event.</summary>
    public Counter<long> WebhookDeliveries { get; } = meter.CreateCounter<long>(
        "lintel.webhook.deliveries", "{attempt}", "Attempts to deliver an event to a webhook, by how they ended.");

    /// <summary>Tells the decisions of the limiters.</summary>
    public Instrument ObserveLimiterDecisions(Func<IEnumerable<Measurement<long>>> observe) => meter.CreateObservableCounter(
        "lintel.limiter.decisions", observe, "{decision}", "Decisions of rate limit policies: an admitted request counts under each of its policies.");

    /// <summary>Tells how much of their limits callers have used.</summary>
    public Instrument ObserveLimiterSaturation(Func<IEnumerable<Measurement<double>>> observe) => meter.CreateObservableGauge(
        "lintel.limiter.saturation", observe, "1", "The largest part of its limit that any caller has used within the last minute; 1 where one was refused.");

    /// <summary>Tells the requests that came before their callers were to come again.</summary>
    public Instrument ObserveEarlyRetries(Func<IEnumerable<Measurement<long>>> observe) => meter.CreateObservableCounter(
        "lintel.limiter.early_retries", observe, "{request}", "Refused requests of callers that had been told by Retry-After to wait for longer.");

    /// <summary>Tells which engines answer.</summary>
    public Instrument ObserveEngines(Func<IEnumerable<Measurement<int>>> observe) => meter.CreateObservableGauge(
        "lintel.engine.up", observe, "1", "1 while an engine that processes share answers this one; 0 while it is lost.");

    /// <summary>Tells how often engines were lost.</summary>
    public Instrument ObserveEngineLosses(Func<IEnumerable<Measurement<long>>> observe) => meter.CreateObservableCounter(
        "lintel.engine.losses", observe, "{loss}", "Times at which an engine that processes share stopped answering this one.");

    /// <summary>Tells the look-ups in caches.</summary>
    public Instrument ObserveCacheLookups(Func<IEnumerable<Measurement<long>>> observe) => meter.CreateObservableCounter(
        "lintel.cache.lookups", observe, "{lookup}", "Look-ups in the caches of keys, accounts and sessions; a miss waits for the store.");

    /// <summary>Tells the records in caches.</summary>
    public Instrument ObserveCacheEntries(Func<IEnumerable<Measurement<long>>> observe) => meter.CreateObservableUpDownCounter(
        "lintel.cache.entries", observe, "{entry}", "Records that a cache keeps.");

    /// <summary>Tells the entries of the request log that wait.</summary>
    public Instrument ObserveLogWaiting(Func<long> observe) => meter.CreateObservableUpDownCounter(
        "lintel.request_log.waiting", observe, "{entry}", "Entries of the request log that wait to be written.");

    /// <summary>Tells the entries of the request log that were written.</summary>
    public Instrument ObserveLogWritten(Func<long> observe) => meter.CreateObservableCounter(
        "lintel.request_log.written", observe, "{entry}", "Entries of the request log that were written.");

    /// <summary>Tells the entries of the request log that were lost.</summary>
    public Instrument ObserveLogDropped(Func<long> observe) => meter.CreateObservableCounter(
        "lintel.request_log.dropped", observe, "{entry}", "Entries of the request log that were dropped, because the queue was full or the process stopped.");

    /// <summary>Tells how long background loops have not come round.</summary>
    public Instrument ObserveLoopAges(Func<IEnumerable<Measurement<double>>> observe) => meter.CreateObservableGauge(
        "lintel.loop.age", observe, "s", "Time since a background loop last came round; 0 while it has nothing to do.");
}
