using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// Keeps a second process off a database: caches and counters are those of one process, so that a key that another one revokes would live on here.
/// </summary>
/// <remarks>
/// The lock is that of a connection of its own, which is kept open; it is gone with the connection, however the process ends.
/// </remarks>
internal sealed class PostgresProcess : IAsyncDisposable
{
    // Beside the lock of migrations.
    private const long Lock = 0x6c696e74656d;

    private readonly NpgsqlConnection _connection;

    private PostgresProcess(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Takes the database, or waits for the process that has it.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be reached, or another process has it.</exception>
    public static async Task<PostgresProcess> EnterAsync(NpgsqlDataSource source, string schema, TimeSpan wait)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand($"SELECT set_config('lock_timeout', @wait, false), pg_advisory_lock({Lock})", connection);
            command.Parameters.AddWithValue("wait", $"{Math.Max(1, (long)wait.TotalMilliseconds)}ms");
            command.CommandTimeout = (int)Math.Ceiling(wait.TotalSeconds) + 5;
            await command.ExecuteNonQueryAsync();
            return new PostgresProcess(connection);
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
                ? new StoreUnavailableException(
                    $"{PostgresSource.NameOf(source, schema)} belongs to another process. Several nodes cannot share a database yet: stop the other one.", exception)
                : PostgresFailure.ToUnavailable(PostgresSource.NameOf(source, schema), exception);
        }
    }

    /// <summary>Gives the database up.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({Lock})", _connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception) || exception is InvalidOperationException)
        {
            // A connection that is gone has no lock.
        }

        await _connection.DisposeAsync();
    }
}
