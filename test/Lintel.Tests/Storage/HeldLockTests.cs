using Dapper;
using Lintel.Postgres;
using Npgsql;

namespace Lintel.Tests.Storage;

/// <summary>Locks that processes hold in a database.</summary>
public sealed class HeldLockTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lock_that_is_held_is_had_by_nobody_else_and_then_by_whoever_waited()
    {
        var database = await server.CreateDatabaseAsync();
        var first = await TakeAsync(database, TimeSpan.Zero);
        Assert.NotNull(first);
        Assert.Null(await TakeAsync(database, TimeSpan.Zero));

        var waiting = TakeAsync(database, TimeSpan.FromSeconds(30));
        await first.DisposeAsync();

        await using var second = await waiting;
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Lock_is_held_by_a_transaction_that_the_servers_own_bounds_do_not_end()
    {
        var database = await server.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync($"ALTER DATABASE {connection.Database} SET idle_in_transaction_session_timeout = 1");

        await using var held = await TakeAsync(database, TimeSpan.Zero);

        const string Holder =
            """
            SELECT a.state FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND pg_sleep(0.05) IS NOT NULL
            """;
        Assert.Equal("idle in transaction", await connection.QuerySingleAsync<string>(Holder));
    }

    private static Task<HeldLock?> TakeAsync(string database, TimeSpan longestWait) =>
        HeldLock.TryTakeAsync(database, AdvisoryLocks.Start, longestWait, Token);
}
