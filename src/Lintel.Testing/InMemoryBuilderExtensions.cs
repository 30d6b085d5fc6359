using Lintel;
using Lintel.Keys;
using Lintel.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives Lintel stores for tests.</summary>
public static class InMemoryBuilderExtensions
{
    /// <summary>Keeps everything in memory, with a pepper that is always the same.</summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="stores">The stores; null for new ones.</param>
    public static ILintelBuilder AddInMemoryStores(this ILintelBuilder builder, InMemoryStores? stores = null) =>
        builder.AddStores(stores ?? new InMemoryStores(), Pepper.Parse("1:" + new string('p', Pepper.MinLength)));
}
