using Lintel;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Stores;
using Lintel.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives Lintel stores for tests.</summary>
public static class InMemoryBuilderExtensions
{
    /// <summary>Keeps everything in memory, with a pepper that is always the same, in place of the stores and engines that were added before.</summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    public static ILintelBuilder AddInMemoryStores(this ILintelBuilder builder) => builder.AddInMemoryStores(new InMemoryStores());

    internal static ILintelBuilder AddInMemoryStores(this ILintelBuilder builder, ILintelStores stores)
    {
        builder.Services.RemoveAll<DataDirectory>();
        builder.Services.RemoveAll<ILintelStores>();
        builder.Services.RemoveAll<Pepper>();

        // In memory too, whatever the application counts in.
        builder.Services.RemoveAll<IEngineState>();
        builder.Services.RemoveAll<IChangeSignal>();
        builder.Services.RemoveAll<IRateLimiterFactory>();
        builder.Services.AddSingleton<IRateLimiterFactory, MemoryRateLimiterFactory>();
        return builder.AddStores(stores, Pepper.Parse("1:" + new string('p', Pepper.MinLength)));
    }
}
