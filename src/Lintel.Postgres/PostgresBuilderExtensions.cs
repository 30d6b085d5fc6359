using Lintel;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Stores;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives Lintel its stores in PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    private const string PepperSetting = "Lintel:Pepper";

    /// <summary>
    /// Keeps keys, accounts, counts and the request log in two schemas of a PostgreSQL database, 15 or newer, that are made where there are none:
    /// <c>lintel</c> and <c>lintel_requests</c>. The setting <c>Lintel:Pepper</c> has the pepper. The database belongs to this process until it ends.
    /// </summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="connectionString">
    /// The text that Npgsql reads, such as <c>Host=db;Database=shop;Username=shop;Password=…</c>. The user may create schemas. The defaults here: at most 9
    /// connections, 2 seconds to connect, statements prepared by use; behind a pool that hands connections on after each transaction, say
    /// <c>Max Auto Prepare=0</c>.
    /// </param>
    /// <param name="processWait">The time to wait for another process that uses the database, as a restart needs; null for 5 seconds.</param>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be reached, belongs to another process or is newer than this release; thrown when the application is put together.
    /// </exception>
    /// <exception cref="PepperException">The setting has no pepper, or another one than the stored keys; thrown when the application is put together.</exception>
    public static ILintelBuilder AddPostgres(this ILintelBuilder builder, string connectionString, TimeSpan? processWait = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        builder.Services.AddSingleton(
            provider => Await(() => PostgresStores.OpenAsync(connectionString, provider.GetService<TimeProvider>(), processWait)));
        builder.Services.AddSingleton<ILintelStores>(provider => provider.GetRequiredService<PostgresStores>());
        builder.Services.AddSingleton(OpenPepper);
        builder.Services.AddHostedService<LostDatabase>();
        return builder;
    }

    private static Pepper OpenPepper(IServiceProvider provider) => Await(() => PepperFile.ReadAsync(
        provider.GetService<IConfiguration>()?[PepperSetting],
        provider.GetRequiredService<ILintelStores>().PepperChecks));

    // A container makes its services without awaiting. These are made once for a process, when the application is put together and no request waits. On a
    // thread of the pool, so that a caller with a synchronization context of its own does not wait for itself.
#pragma warning disable RS0030 // No thread of a request waits.
    private static T Await<T>(Func<Task<T>> opening) => Task.Run(opening).GetAwaiter().GetResult();
#pragma warning restore RS0030
}
