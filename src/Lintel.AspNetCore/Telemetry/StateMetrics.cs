using System.Diagnostics.Metrics;
using Lintel.Accounts;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Lintel.AspNetCore;

/// <summary>Tells how caches, the request log, the background loops and shared engines are, when somebody asks.</summary>
internal sealed class StateMetrics(
    LintelMeter meter,
    KeyCache keys,
    AccountCache accounts,
    SessionCache sessions,
    OperatorCache operators,
    RequestLogWriter log,
    BackgroundLoops loops,
    IEnumerable<IEngineState> engines) : IHostedService
{
    private readonly CacheState[] _caches =
    [
        new("keys", keys.Lookups, () => keys.Count),
        new("accounts", accounts.Lookups, () => accounts.Count),
        new("sessions", sessions.Lookups, () => sessions.Count),
        new("operators", operators.Lookups, () => operators.Count),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var lookups = meter.ObserveCacheLookups(() => _caches.SelectMany(cache => cache.CountLookups()));
        Array.ForEach(_caches, cache => cache.Lookups.Instrument = lookups);
        meter.ObserveCacheEntries(() => _caches.Select(cache => new Measurement<long>(cache.Count(), cache.Tag)));
        meter.ObserveLogWaiting(() => log.Waiting);
        meter.ObserveLogWritten(() => log.Written);
        meter.ObserveLogDropped(() => log.Dropped);
        meter.ObserveLoopAges(() => loops.All.Select(
            loop => new Measurement<double>(loop.Age.TotalSeconds, new KeyValuePair<string, object?>(TelemetryTags.LoopName, loop.Name))));
        meter.ObserveEngines(() => engines.Select(engine => new Measurement<int>(engine.LostSince is null ? 1 : 0, TagOf(engine))));
        meter.ObserveEngineLosses(() => engines.Select(engine => new Measurement<long>(engine.Losses, TagOf(engine))));
        StoreMeter.Publish();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static KeyValuePair<string, object?> TagOf(IEngineState engine) => new(TelemetryTags.EngineName, engine.Name);

    /// <summary>A cache as its instruments see it.</summary>
    private sealed record CacheState(string Name, LookupCounts Lookups, Func<int> Count)
    {
        public KeyValuePair<string, object?> Tag { get; } = new(TelemetryTags.CacheName, Name);

        public IEnumerable<Measurement<long>> CountLookups() =>
        [
            new(Lookups.Hits, Tag, new(TelemetryTags.CacheResult, "hit")),
            new(Lookups.Misses, Tag, new(TelemetryTags.CacheResult, "miss")),
        ];
    }
}
