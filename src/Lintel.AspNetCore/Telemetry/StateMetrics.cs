using System.Diagnostics.Metrics;
using Lintel.Accounts;
using Lintel.Keys;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Lintel.AspNetCore;

/// <summary>Tells how caches, the request log and the background loops are, when somebody asks.</summary>
internal sealed class StateMetrics(
    LintelMeter meter, KeyCache keys, AccountCache accounts, SessionCache sessions, RequestLogWriter log, BackgroundLoops loops) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        (string Name, LookupCounts Lookups, Func<int> Count)[] caches =
        [
            ("keys", keys.Lookups, () => keys.Count), ("accounts", accounts.Lookups, () => accounts.Count), ("sessions", sessions.Lookups, () => sessions.Count),
        ];
        var lookups = meter.ObserveCacheLookups(() => caches.SelectMany(cache => (IEnumerable<Measurement<long>>)
        [
            new(cache.Lookups.Hits, new(TelemetryTags.CacheName, cache.Name), new(TelemetryTags.CacheResult, "hit")),
            new(cache.Lookups.Misses, new(TelemetryTags.CacheName, cache.Name), new(TelemetryTags.CacheResult, "miss")),
        ]));
        foreach (var cache in caches)
        {
            cache.Lookups.Instrument = lookups;
        }

        meter.ObserveCacheEntries(() => caches.Select(cache => new Measurement<long>(cache.Count(), new KeyValuePair<string, object?>(TelemetryTags.CacheName, cache.Name))));
        meter.ObserveLogWaiting(() => log.Waiting);
        meter.ObserveLogWritten(() => log.Written);
        meter.ObserveLogDropped(() => log.Dropped);
        meter.ObserveLoopAges(() => loops.All.Select(
            loop => new Measurement<double>(loop.Age.TotalSeconds, new KeyValuePair<string, object?>(TelemetryTags.LoopName, loop.Name))));
        StoreMeter.Publish();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
