using Npgsql;

namespace Lintel.Postgres;

/// <summary>Begins and ends transactions in one schema.</summary>
/// <param name="schema">The schema's name.</param>
internal sealed class PostgresTransaction(string schema)
{
    /// <summary>
    /// Lets the server plan the statements of this transaction for their values. Of a statement that comes often it makes a plan for any values otherwise,
    /// which reads whole partitions where few rows are wanted.
    /// </summary>
    public const string PlanForValues = "SET LOCAL plan_cache_mode TO force_custom_plan";

    // Keeps these locks apart from those of anybody else in the database.
    private const long LockSeed = 0x6c696e74656c_0001;

    // SET LOCAL ends with the transaction, so that a pool in front of the server may hand its connections on after each one.
    private readonly string _settings =
        $"SET LOCAL search_path TO \"{schema}\"; SET LOCAL statement_timeout TO '10s'; SET LOCAL lock_timeout TO '2s'; "
        + "SET LOCAL idle_in_transaction_session_timeout TO '10s'";

    /// <summary>Begins to write. What is written is as if transactions ran one after the other, or a transaction fails that must be run again.</summary>
    public Task BeginWriteAsync(NpgsqlConnection connection) =>

        // A sequential read would lock the whole table against every other transaction; tables here have an index for each query.
        RunAsync(connection, $"BEGIN ISOLATION LEVEL SERIALIZABLE; {_settings}; SET LOCAL enable_seqscan TO off");

    /// <summary>Begins to add what no other transaction changes: it sees what is committed, and nothing that others do ends it.</summary>
    public Task BeginAppendAsync(NpgsqlConnection connection) => RunAsync(connection, $"BEGIN ISOLATION LEVEL READ COMMITTED; {_settings}");

    /// <summary>Begins to write what no other transaction with one of the same locks changes meanwhile.</summary>
    public async Task BeginLockedAsync(NpgsqlConnection connection, string[] locks)
    {
        await BeginAppendAsync(connection);

        // In one order. The next statement sees what those had committed who had the locks before; that of a serializable transaction would not.
        await using var command = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(lock) FROM (SELECT DISTINCT hashtextextended(name, $2) AS lock FROM unnest($1) AS name ORDER BY lock) AS locks",
            connection)
        {
            Parameters = { new NpgsqlParameter { Value = locks }, new NpgsqlParameter { Value = LockSeed } },
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Begins to read one snapshot.</summary>
    public Task BeginReadAsync(NpgsqlConnection connection) => RunAsync(connection, $"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_settings}");

    /// <summary>Ends the transaction. Nothing on this side cancels it; after 30 s without an answer the connection is given up.</summary>
    public static async Task CommitAsync(NpgsqlConnection connection)
    {
        // COMMIT of a transaction that has failed is a ROLLBACK without an error; the first statement has one.
        await using var command = new NpgsqlCommand("SELECT 1; COMMIT", connection) { CommandTimeout = 30 };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
