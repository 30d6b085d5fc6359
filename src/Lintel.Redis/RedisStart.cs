using Lintel.RateLimits;
using Microsoft.Extensions.Hosting;

namespace Lintel.Redis;

/// <summary>Connects before the server takes requests, where the limiters count in Redis: in tests with stores in memory they do not.</summary>
internal sealed class RedisStart(IRateLimiterFactory limiters, RedisEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        limiters is RedisRateLimiterFactory ? engine.StartAsync(cancellationToken) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
