using Lintel.Host.Settings;
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

    private HostStorage(DatabaseStores stores, ApiDatabases databases, DataFolder? folder)
    {
        Databases = databases;
        _stores = stores;
        _folder = folder;
    }

    public ILintelStores Stores => _stores;

    public ApiDatabases Databases { get; }

    /// <summary>Adds what watches over the storage while the process runs.</summary>
    public void AddServices(IServiceCollection services)
    {
        if (_stores is PostgresStores postgres)
        {
            // Given, and so not closed by the container: it is this that closes it.
            services.AddSingleton(postgres);
            services.AddHostedService<LostDatabase>();
        }
    }

    /// <summary>Takes the folder, and the database where there is one.</summary>
    /// <exception cref="StoreUnavailableException">One cannot be used, or belongs to another process.</exception>
    public static async Task<HostStorage> OpenAsync(HostSettings settings, TimeProvider clock) => settings.Postgres is { } connectionString
        ? await OpenPostgresAsync(connectionString, settings, clock)
        : await OpenFilesAsync(settings, clock);

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
            var stores = await PostgresStores.OpenAsync(connectionString, clock, settings.DataWait);
            return new HostStorage(stores, ApiDatabases.InPostgres(stores.OpenSchemaAsync), folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
