using Lintel;
using Lintel.Keys;
using Lintel.Sqlite;
using Lintel.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives Lintel its stores in SQLite files.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>
    /// Keeps keys, accounts, counts and the request log in SQLite files in a folder of this process alone, and beside them the file <c>pepper</c>, unless a
    /// setting (<c>Lintel:Pepper</c>, <c>Lintel:PepperFile</c>, <c>Lintel:PepperCommand</c>) or <c>UsePepper</c> names another source of the pepper. The files
    /// are opened when the application is put together, and closed with it.
    /// </summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="folder">The folder, which is made where there is none; a relative one is relative to the content root.</param>
    /// <param name="folderWait">The time to wait for another process that uses the folder, as a restart needs; null for 5 seconds.</param>
    /// <exception cref="StoreUnavailableException">
    /// The folder cannot be written to or belongs to another process, or a file is damaged or newer than this release; thrown when the application is put
    /// together.
    /// </exception>
    /// <exception cref="PepperException">The pepper is another, or can be read or replaced by others; thrown when the application is put together.</exception>
    public static ILintelBuilder AddSqlite(this ILintelBuilder builder, string folder = "data", TimeSpan? folderWait = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        builder.Services.AddSingleton(
            provider => new DataDirectory(
                Path.GetFullPath(folder, provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory())));
        builder.Services.AddSingleton(
            provider => Await(
                () => SqliteStores.OpenAsync(provider.GetRequiredService<DataDirectory>().Path, provider.GetService<TimeProvider>(), folderWait)));
        builder.Services.AddSingleton<ILintelStores>(provider => provider.GetRequiredService<SqliteStores>());
        builder.Services.AddSingleton(OpenPepper);
        return builder;
    }

    private static Pepper OpenPepper(IServiceProvider provider) => Await(() => PepperFile.OpenAsync(
        PepperSource.Of(key => provider.GetService<IConfiguration>()?[key], provider.GetServices<PepperSource>()),
        provider.GetRequiredService<DataDirectory>().Path,
        provider.GetRequiredService<ILintelStores>().PepperChecks));

    // A container makes its services without awaiting. These two are made once for a process, when the application is put together and no request waits. On
    // a thread of the pool, so that a caller with a synchronization context of its own does not wait for itself.
    private static T Await<T>(Func<Task<T>> opening) => Task.Run(opening).GetAwaiter().GetResult();
}
