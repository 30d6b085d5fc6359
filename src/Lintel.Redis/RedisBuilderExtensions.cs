using Lintel;
using Lintel.Cluster;
using Lintel.RateLimits;
using Lintel.Redis;
using Lintel.Stores;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets Lintel count in Redis or Valkey.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>The reason why Redis is of no use to records that belong to one process.</summary>
    internal const string NeedsSharedRecords =
        "limits that keep callers from guessing secrets are counted with the records, and those are kept where only one process can use them";

    /// <summary>
    /// Counts the rate limits of all contracts in Redis or Valkey, 7.0 or newer, so that several processes share them, and tells them of changes sooner. It
    /// needs <c>AddPostgres</c>: limits that keep callers from guessing secrets stay in the database, and so does a copy of the counts of long windows.
    /// </summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="configuration">
    /// The text that StackExchange.Redis reads, such as <c>redis-1:6379,password=…</c>. Time-outs, retries and the protocol are set here, whatever it says.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="configuration"/> cannot be read, or names no server.</exception>
    /// <exception cref="InvalidOperationException">
    /// The records are kept where only one process can use them; thrown when the application is put together.
    /// </exception>
    public static ILintelBuilder AddRedis(this ILintelBuilder builder, string configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        var settings = RedisSettings.Parse(configuration);
        builder.Services.AddSingleton(provider => new RedisEngine(
            settings, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisEngine>>()));
        builder.Services.AddSingleton<IEngineState>(provider => provider.GetRequiredService<RedisEngine>());
        builder.Services.AddSingleton<IChangeSignal>(_ => new RedisChangeSignal(settings));
        builder.Services.AddSingleton(MakeFactory);
        builder.Services.AddHostedService<RedisStart>();
        return builder;
    }

    private static IRateLimiterFactory MakeFactory(IServiceProvider provider)
    {
        var stores = provider.GetRequiredService<ILintelStores>();
        return stores.AreShared
            ? ActivatorUtilities.CreateInstance<RedisRateLimiterFactory>(provider)
            : throw new InvalidOperationException(
                $"AddRedis needs AddPostgres: {NeedsSharedRecords}. Add .AddPostgres(connectionString), or leave AddRedis out: "
                    + "one process counts in its memory.");
    }
}
