using Lintel;
using Lintel.Keys;
using Lintel.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives Lintel stores of the application's own.</summary>
internal static class StoreBuilderExtensions
{
    /// <summary>Keeps keys, accounts, counts and the request log in stores that the application has made and disposes of.</summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="pepper">The pepper that the secrets of keys are stored with.</param>
    internal static ILintelBuilder AddStores(this ILintelBuilder builder, ILintelStores stores, Pepper pepper)
    {
        ArgumentNullException.ThrowIfNull(stores);
        ArgumentNullException.ThrowIfNull(pepper);
        builder.Services.AddSingleton(stores);
        builder.Services.AddSingleton(pepper);
        if (stores.Engine is { } engine)
        {
            builder.Services.AddSingleton(engine);
        }

        return builder;
    }
}
