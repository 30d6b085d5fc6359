using System.Data.Common;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>The schema of keys, accounts and the audit log, to be read as it is while hosts run: its tables are not brought up to date.</summary>
internal sealed class ReadOnlySchema : IDatabase
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresDatabase _database;

    private ReadOnlySchema(NpgsqlDataSource source, PostgresDatabase database)
    {
        _source = source;
        _database = database;
    }

    /// <summary>Connects. The user needs nothing but the right to read the tables.</summary>
    /// <param name="connectionString">A connection string of Npgsql.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is none.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, or the schema is missing or of another release.</exception>
    public static async Task<ReadOnlySchema> OpenAsync(string connectionString)
    {
        var source = PostgresSource.Create(connectionString);
        try
        {
            return new ReadOnlySchema(source, await PostgresDatabase.OpenToReadAsync(source, PostgresStores.LintelSchema, PostgresTables.Lintel));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Refuses every write.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"The schema {PostgresStores.LintelSchema} is only read.");

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) =>
        _database.ReadAsync(query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _source.DisposeAsync();
    }
}
