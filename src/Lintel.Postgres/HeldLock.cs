using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// A lock that this process has in a database until it disposes of this, or is gone. An open transaction holds it, not the session: behind a pool that hands
/// connections on after each transaction, a lock of the session would stay with a connection that others use.
/// </summary>
internal sealed class HeldLock : IAsyncDisposable
{
    // An administrator's bounds are for transactions that were forgotten. Those that a server does not know are not set.
    private const string Unbounded =
        """
        SELECT set_config(name, '0', true) FROM pg_settings
        WHERE name IN ('idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout')
        """;

    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private HeldLock(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    /// <summary>Takes a lock.</summary>
    /// <param name="connectionString">What Npgsql reads.</param>
    /// <param name="number">The lock, one of <see cref="AdvisoryLocks"/>.</param>
    /// <param name="longestWait">The time for which another process is waited for; zero to look only.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The lock; null if another process has it still.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<HeldLock?> TryTakeAsync(
        string connectionString, long number, TimeSpan longestWait, CancellationToken cancellationToken = default)
    {
        var text = new NpgsqlConnectionStringBuilder(PostgresSource.Complete(connectionString)) { Pooling = false };
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(Unbounded, cancellationToken: cancellationToken));
            if (await TryLockAsync(connection, number, longestWait, cancellationToken))
            {
                return new HeldLock(connection, transaction);
            }

            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.RollbackAsync();
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception) || exception is InvalidOperationException)
        {
            // The connection was lost, and the lock with it.
        }

        await _connection.DisposeAsync();
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, long number, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        // 0 would be forever.
        var milliseconds = Math.Max(1, (long)longestWait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "SELECT set_config('lock_timeout', @milliseconds, true)", new { milliseconds }, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(
                "SELECT pg_advisory_xact_lock(@number)",
                new { number },
                commandTimeout: (int)Math.Ceiling((longestWait + Reserve).TotalSeconds),
                cancellationToken: cancellationToken));
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }
}
