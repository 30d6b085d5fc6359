using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// Lintel's own stores in two schemas of a PostgreSQL database: <c>lintel</c> with keys, accounts, sessions and durable counts, and <c>lintel_requests</c> with
/// the request log.
/// </summary>
internal sealed class PostgresStores : DatabaseStores
{
    private const string LintelSchema = "lintel";
    private const string RequestsSchema = "lintel_requests";

    private readonly PostgresProcess _process;
    private readonly NpgsqlDataSource _source;

    private PostgresStores(NpgsqlDataSource source, PostgresProcess process, PostgresDatabase lintel, PostgresDatabase requests, TimeProvider time)
        : base(lintel, requests, time)
    {
        _source = source;
        _process = process;
    }

    /// <summary>Canceled once the database is another process', because this one had lost its connection.</summary>
    public CancellationToken Lost => _process.Lost;

    /// <summary>The default wait for another process that uses the database: 5 seconds.</summary>
    public static TimeSpan DefaultWait { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Connects, takes the database for this process, creates the schemas where there are none, and brings their tables up to date.</summary>
    /// <param name="connectionString">What Npgsql reads; what it does not say has defaults for a process among several.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="wait">How long to wait for another process that uses the database, as a restart needs; null for 5 seconds.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is none.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, belongs to another process, or is newer than this release.</exception>
    public static async Task<PostgresStores> OpenAsync(string connectionString, TimeProvider? time = null, TimeSpan? wait = null)
    {
        time ??= TimeProvider.System;
        var source = PostgresSource.Create(connectionString);
        PostgresProcess? process = null;
        try
        {
            process = await PostgresProcess.EnterAsync(connectionString, PostgresSource.NameOf(source, LintelSchema), wait ?? DefaultWait);
            var lintel = await PostgresDatabase.OpenAsync(source, LintelSchema, PostgresTables.Lintel, process);
            await process.WatchAsync();
            var requests = await PostgresDatabase.OpenAsync(source, RequestsSchema, PostgresTables.Requests, process);
            return new PostgresStores(source, process, lintel, requests, time);
        }
        catch
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }

            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens another schema of the process.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="migrations">Its scripts.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened, or is newer than the scripts.</exception>
    public Task<PostgresDatabase> OpenSchemaAsync(string schema, IReadOnlyList<string> migrations) =>
        PostgresDatabase.OpenAsync(_source, schema, migrations, _process);

    /// <inheritdoc/>
    protected override async ValueTask ReleaseAsync()
    {
        await _process.DisposeAsync();
        await _source.DisposeAsync();
    }
}
