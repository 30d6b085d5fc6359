using System.Data.Common;
using Lintel.Storage;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>A SQLite file that another process may have open, to be read as it is: its tables are not brought up to date.</summary>
/// <param name="path">The file.</param>
internal sealed class ReadOnlyFile(string path) : IDatabase
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Refuses every write.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{path} is only read.");

    /// <inheritdoc/>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = SqliteConnections.OpenReader(path, BusyTimeout);
            connection.Run("BEGIN");
            return await query(connection);
        }
        catch (SqliteException exception)
        {
            throw SqliteFailure.ToUnavailable(path, exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
