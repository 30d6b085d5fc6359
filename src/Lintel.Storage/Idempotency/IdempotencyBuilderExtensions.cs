using Lintel;
using Lintel.Idempotency;
using Lintel.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the answers of idempotent operations in a database of the application.</summary>
public static class IdempotencyBuilderExtensions
{
    /// <summary>
    /// Keeps the answers of an API's idempotent operations in the database that its handlers write to, where an <c>IdempotentWork</c> writes them in the
    /// transaction of the handler's own changes. Without it they are kept in Lintel's stores.
    /// </summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="api">The contract's name.</param>
    /// <param name="database">Finds the database, which has the table of <see cref="IdempotencyTables"/>.</param>
    public static ILintelBuilder AddIdempotencyDatabase(this ILintelBuilder builder, string api, Func<IServiceProvider, IDatabase> database)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(api);
        ArgumentNullException.ThrowIfNull(database);
        builder.Services.AddSingleton(provider => new ApiAnswerStore(api, new SealedAnswerStore(database(provider))));
        return builder;
    }
}
