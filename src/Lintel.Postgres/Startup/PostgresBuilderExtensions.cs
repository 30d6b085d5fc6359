using Lintel;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Stores;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives Lintel its stores in PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>
    /// Keeps keys, accounts, counts and the request log in two schemas of a PostgreSQL database, 15 or newer, that are made where there are none: <c>lintel</c>
    /// and <c>lintel_requests</c>. A setting (<c>Lintel:Pepper</c>, <c>Lintel:PepperFile</c> or <c>Lintel:PepperCommand</c>) or <c>UsePepper</c> has the
    /// pepper. Any number of processes may share the database: each hears of what the others change. Rate limits are counted there, too, in a transaction for
    /// each request that is under one, unless they are counted in Redis.
    /// </summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="connectionString">
    /// The text that Npgsql reads, such as <c>Host=db;Database=shop;Username=shop;Password=…</c>. The user may create schemas. The defaults here: at most 9
    /// connections, 2 seconds to connect, statements prepared by use; behind a pool that hands connections on after each transaction, say
    /// <c>Max Auto Prepare=0</c>.
    /// </param>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be reached or is newer than this release; thrown when the application is put together.
    /// </exception>
    /// <exception cref="PepperException">There is no pepper, or another one than the stored keys; thrown when the application is put together.</exception>
    public static ILintelBuilder AddPostgres(this ILintelBuilder builder, string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        builder.Services.AddSingleton(
            provider => Await(() => PostgresStores.OpenAsync(connectionString, provider.GetService<TimeProvider>())));
        builder.Services.AddSingleton<ILintelStores>(provider => provider.GetRequiredService<PostgresStores>());
        builder.Services.AddSingleton<IEngineState>(provider => provider.GetRequiredService<PostgresStores>().Engine);
        builder.Services.AddSingleton(OpenPepper);
        return builder;
    }

    private static Pepper OpenPepper(IServiceProvider provider) => Await(() => PepperFile.OpenAsync(
        PepperSource.Of(key => provider.GetService<IConfiguration>()?[key], provider.GetServices<PepperSource>()),
        dataDirectory: null,
        provider.GetRequiredService<ILintelStores>().PepperChecks));

    // A container makes its services without awaiting. These are made once for a process, when the application is put together and no request waits. On a
    // thread of the pool, so that a caller with a synchronization context of its own does not wait for itself.
#pragma warning disable RS0030 // No thread of a request waits.
    private static T Await<T>(Func<Task<T>> opening) => Task.Run(opening).GetAwaiter().GetResult();
#pragma warning restore RS0030
}
