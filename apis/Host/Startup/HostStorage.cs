using Lintel.Host.Move;
using Lintel.Host.Settings;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Shared;
using Lintel.Sqlite;
using Lintel.Storage;
using Lintel.Stores;

namespace Lintel.Host.Startup;

/// <summary>The records of the process: in files of its folder, or in PostgreSQL. The folder is its own in either case.</summary>
internal sealed class HostStorage : IAsyncDisposable
{
    private readonly DatabaseStores _stores;
    private readonly DataFolder? _folder;
    private readonly string? _connectionString;

    private HostStorage(DatabaseStores stores, ApiDatabases databases, DataFolder? folder, string? connectionString = null)
    {
        Databases = databases;
        _stores = stores;
        _folder = folder;
        _connectionString = connectionString;
    }

    public ILintelStores Stores => _stores;

    public ApiDatabases Databases { get; }

    /// <summary>Takes the folder, and the database where there is one.</summary>
    /// <exception cref="StoreUnavailableException">One cannot be used, or belongs to another process.</exception>
    public static async Task<HostStorage> OpenAsync(HostSettings settings, TimeProvider clock) => settings.Postgres is { } connectionString
        ? await OpenPostgresAsync(connectionString, settings, clock)
        : await OpenFilesAsync(settings, clock);

    /// <summary>Waits until no other node starts on the same database; null where the records are files, which are this process' alone.</summary>
    /// <param name="pepper">The pepper of all nodes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SharedStart?> EnterStartAsync(Pepper pepper, CancellationToken cancellationToken) =>
        _stores is PostgresStores postgres ? await SharedStart.EnterAsync(_connectionString!, postgres, pepper, cancellationToken) : null;

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _folder?.Dispose();
    }

    private static async Task<HostStorage> OpenFilesAsync(HostSettings settings, TimeProvider clock)
    {
        var stores = await SqliteStores.OpenAsync(settings.DataDirectory, clock, settings.DataWait);
        return new HostStorage(stores, ApiDatabases.InFolder(settings.DataDirectory), folder: null);
    }

    private static async Task<HostStorage> OpenPostgresAsync(string connectionString, HostSettings settings, TimeProvider clock)
    {
        var folder = await DataFolder.OpenAsync(settings.DataDirectory, settings.DataWait);
        try
        {
            // A move that begins meanwhile finds the tables, or this finds its mark.
            await using var start = await SharedStart.HoldAsync(connectionString);
            await MoveMark.RefuseUnfinishedAsync(connectionString);
            var stores = await PostgresStores.OpenAsync(connectionString, clock);
            return new HostStorage(stores, ApiDatabases.InPostgres(stores.OpenSchemaAsync), folder, connectionString);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
