using Dapper;
using Lintel.Accounts;
using Lintel.Cluster;
using Lintel.Postgres;
using Lintel.Redis;
using Npgsql;
using StackExchange.Redis;

namespace Lintel.Tests.Storage;

/// <summary>Nodes that PostgreSQL cannot wake, as behind a pooler of transactions, are woken by Redis, and look for themselves without it.</summary>
public sealed class ChangeSignalTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly NodeTimes Slow = new() { Lease = TimeSpan.FromMinutes(5), Poll = TimeSpan.FromMinutes(1) };
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly RedisServer _redis = new();
    private string _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _redis.StartAsync();
        _database = await server.CreateDatabaseAsync();
        await using var stores = await PostgresStores.OpenAsync(_database);
        await using var connection = new NpgsqlConnection(_database);
        var noting = (await connection.ExecuteScalarAsync<string>("SELECT pg_get_functiondef('lintel.note_change'::regproc)"))!;
        await connection.ExecuteAsync(noting.Replace("PERFORM pg_notify('lintel_change', '')", "NULL", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Nodes_that_PostgreSQL_does_not_wake_are_woken_by_Redis()
    {
        await using var ofFirst = new RedisChangeSignal(RedisSettings.Parse(_redis.Address));
        await using var ofSecond = new RedisChangeSignal(RedisSettings.Parse(_redis.Address));
        await using var first = await TestNode.JoinAsync(_database, times: Slow, signal: ofFirst);
        await using var second = await TestNode.JoinAsync(_database, times: Slow, signal: ofSecond);
        await UntilHeardByAsync(2);
        var account = TestNode.Account();
        await first.Stores.Accounts.AddAsync(account, Token);
        Assert.Equal("free", (await second.Accounts.FindAsync("acct_a", Token))!.Plan);

        Assert.Equal(AccountWrite.Done, await first.Stores.Accounts.UpdateAsync(account with { Plan = "growth", Version = 2 }, Token));
        var receipt = await first.Nodes.WaitAsync(Longest, Token);

        Assert.Equal((2, 2, 0), (receipt.Applied, receipt.Of, receipt.Fenced));
        Assert.Equal("growth", (await second.Accounts.FindAsync("acct_a", Token))!.Plan);
        Assert.Equal(0, second.Stores.Engine.Losses);
    }

    [Fact]
    public async Task Nodes_without_Redis_look_for_themselves()
    {
        await _redis.KillAsync();
        var times = new NodeTimes { Lease = TimeSpan.FromMinutes(5), Poll = TimeSpan.FromMilliseconds(100) };
        await using var ofFirst = new RedisChangeSignal(RedisSettings.Parse(_redis.Address));
        await using var first = await TestNode.JoinAsync(_database, times: times, signal: ofFirst);
        await using var second = await TestNode.JoinAsync(_database, times: times);
        await using var connection = new NpgsqlConnection(_database);
        await connection.ExecuteAsync("INSERT INTO lintel.change (kind, subject) VALUES (2, 'acct_a')");

        Assert.Equal(2, (await first.Nodes.WaitAsync(Longest, Token)).Applied);
    }

    [Fact]
    public async Task Signal_is_heard_again_after_Redis_was_lost()
    {
        var heard = new SemaphoreSlim(0);
        await using var signal = new RedisChangeSignal(RedisSettings.Parse(_redis.Address));
        signal.Listen(() => heard.Release());
        await UntilHeardByAsync(1);

        await _redis.KillAsync();
        signal.Send();
        await _redis.StartAsync();
        await UntilHeardByAsync(1);

        // The connection that sends may come back a moment after the one that listens.
        do
        {
            signal.Send();
        }
        while (!await heard.WaitAsync(TimeSpan.FromMilliseconds(50), Token));
    }

    private async Task UntilHeardByAsync(int nodes)
    {
        while ((int)((RedisResult[])(await _redis.ExecuteAsync("PUBSUB", "NUMSUB", "lintel:change"))!)[1] < nodes)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }
}
