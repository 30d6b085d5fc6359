using Dapper;
using Lintel.Caching;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Sessions;
using Lintel.Tokens;
using Npgsql;

namespace Lintel.Tests.Storage;

/// <summary>Several nodes on one database: no change is missed, and nobody answers from a memory that may be old.</summary>
public sealed class PostgresNodesTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeTimes Short = new() { Lease = TimeSpan.FromMilliseconds(600), Poll = TimeSpan.FromMilliseconds(100) };

    private string _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Change_of_a_key_is_known_everywhere_when_its_receipt_is_whole()
    {
        await using var first = await TestNode.JoinAsync(_database);
        await using var second = await TestNode.JoinAsync(_database);
        await using var third = await TestNode.JoinAsync(_database);
        var key = await AddKeyAsync(first);
        foreach (var node in new[] { first, second, third })
        {
            Assert.Equal(KeyState.Active, (await FindAsync(node, key))!.State);
            Assert.True(node.Keys.TryGetKept(key.Secrets[0].Handle, out _));
        }

        Assert.True(await second.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        var receipt = await second.Nodes.WaitAsync(limit: null, Token);

        Assert.Equal((3, 3, 0), (receipt.Applied, receipt.Of, receipt.Fenced));
        foreach (var node in new[] { first, second, third })
        {
            Assert.Equal(KeyState.Revoked, (await FindAsync(node, key))!.State);
            Assert.Equal(0, node.Forgettings);
        }
    }

    [Fact]
    public async Task Every_kind_of_record_that_is_kept_is_forgotten()
    {
        await using var first = await TestNode.JoinAsync(_database);
        await using var second = await TestNode.JoinAsync(_database);
        var user = new User { Id = "usr_a", Api = "shop", AccountId = "acct_a", Login = "ada", PasswordHash = "x", CreatedAt = Noon };
        var session = new Session
        {
            Id = "ses_a",
            Hash = [.. Enumerable.Repeat((byte)7, 32)],
            Api = "shop",
            AccountId = "acct_a",
            UserId = "usr_a",
            CreatedAt = Noon,
            ExpiresAt = Noon.AddYears(1),
        };
        var account = new Account { Id = "acct_a", Api = "shop", Name = "Company", Plan = "free", Subscription = "active", CreatedAt = Noon };
        Assert.True(await first.Stores.Sessions.AddUserAsync(user, account, session, Token));
        Assert.Equal("free", (await second.Accounts.FindAsync("acct_a", Token))!.Plan);
        Assert.False(second.Keys.HasImports("shop"));

        Assert.True(await first.Stores.Accounts.UpdateAsync(account with { Plan = "growth", Version = 2 }, Token));
        Assert.NotNull(await first.Stores.Sessions.RemoveSessionAsync("ses_a", Token));
        var revocation = new TokenRevocation { Issuer = "https://id.example", TokenId = "t1", RevokedAt = Noon };
        Assert.True(await first.Stores.TokenRevocations.AddAsync(revocation, Token));
        Assert.Empty(await first.Stores.Keys.ImportAsync([MakeKey("key_i", 9)], Token));
        Assert.True((await first.Nodes.WaitAsync(limit: null, Token)).IsComplete);

        Assert.Equal("growth", (await second.Accounts.FindAsync("acct_a", Token))!.Plan);
        Assert.True(await second.Tokens.ContainsAsync("https://id.example", "t1", "ada", Noon, Token));
        Assert.True(second.Keys.HasImports("shop"));
        await using var connection = new NpgsqlConnection(_database);
        Assert.Equal([2, 3, 4, 5], await connection.QueryAsync<int>("SELECT DISTINCT kind FROM lintel.change ORDER BY kind"));
    }

    [Fact]
    public async Task Node_that_stands_still_is_fenced_when_its_lease_has_ended_and_asks_the_store()
    {
        await using var first = await TestNode.JoinAsync(_database, times: Short);
        await using var second = await TestNode.JoinAsync(_database, times: Short);
        var key = await AddKeyAsync(first);
        Assert.Equal(KeyState.Active, (await FindAsync(second, key))!.State);

        second.Hold();
        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        var early = await first.Nodes.WaitAsync(TimeSpan.Zero, Token);
        var receipt = await first.Nodes.WaitAsync(limit: null, Token);

        Assert.False(early.IsComplete);
        Assert.Equal((2, 2, 1), (receipt.Applied, receipt.Of, receipt.Fenced));
        Assert.False(second.Stores.Trust!.IsHeld);
        Assert.False(second.Keys.TryGetKept(key.Secrets[0].Handle, out _));
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);

        // It comes back by itself, and what it kept before is gone.
        second.LetGo();
        await UntilAsync(() => second.Stores.Trust!.IsHeld);
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);
        Assert.Equal(0, (await first.Nodes.WaitAsync(limit: null, Token)).Fenced);
    }

    [Fact]
    public async Task Question_that_was_under_way_does_not_bring_a_changed_key_back()
    {
        await using var first = await TestNode.JoinAsync(_database);
        await using var second = await PostgresStores.OpenAsync(_database);
        var key = await AddKeyAsync(first);
        var (hasRead, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = new ReadThroughCache<KeyHandle, ApiKey>(ReadAsync, TimeProvider.System, new RecordCacheOptions(), second.Trust);
        await second.Nodes.JoinAsync(TestNode.Description("live"), new MemoryOfKeys(slow), Token);

        // Read before the change, and kept after it was applied.
        var question = slow.FindAsync(key.Secrets[0].Handle, Token).AsTask();
        await hasRead.Task.WaitAsync(Token);
        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        Assert.True((await first.Nodes.WaitAsync(limit: null, Token)).IsComplete);
        mayAnswer.SetResult();

        Assert.Equal(KeyState.Active, (await question)!.State);
        Assert.Equal(KeyState.Revoked, (await slow.FindAsync(key.Secrets[0].Handle, Token))!.State);

        async ValueTask<ApiKey?> ReadAsync(KeyHandle handle, CancellationToken token)
        {
            var read = await second.Keys.FindByHandleAsync(handle, token);
            hasRead.TrySetResult();
            await mayAnswer.Task;
            return read;
        }
    }

    [Fact]
    public async Task Changes_of_three_nodes_at_once_are_numbered_without_gaps_and_all_known()
    {
        TestNode[] nodes = [await TestNode.JoinAsync(_database), await TestNode.JoinAsync(_database), await TestNode.JoinAsync(_database)];
        var keys = new List<ApiKey>();
        for (var i = 0; i < 64; i++)
        {
            keys.Add(await AddKeyAsync(nodes[0], $"key_{i}", i + 1));
        }

        await Task.WhenAll(keys.Select((key, i) => Task.Run(
            async () => Assert.True(await nodes[i % 3].Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token)), Token)));
        Assert.True((await nodes[0].Nodes.WaitAsync(limit: null, Token)).IsComplete);

        await using var connection = new NpgsqlConnection(_database);
        var numbers = (await connection.QueryAsync<long>("SELECT DISTINCT seq FROM lintel.change ORDER BY seq")).AsList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => (long)number), numbers);
        Assert.True(numbers.Count >= 64);
        foreach (var node in nodes)
        {
            Assert.Equal(0, node.Forgettings);
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Node_whose_connection_was_ended_hears_of_what_it_missed()
    {
        await using var first = await TestNode.JoinAsync(_database);
        await using var second = await TestNode.JoinAsync(_database);
        var key = await AddKeyAsync(first);
        _ = await FindAsync(second, key);
        await using var connection = new NpgsqlConnection(_database);

        await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lintel node' AND datname = current_database()");
        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        var receipt = await first.Nodes.WaitAsync(limit: null, Token);

        Assert.Equal((2, 0), (receipt.Applied, receipt.Fenced));
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);
    }

    [Fact]
    public async Task Node_forgets_everything_where_changes_are_gone_before_it_has_seen_them()
    {
        await using var first = await TestNode.JoinAsync(_database, times: Short);
        await using var second = await TestNode.JoinAsync(_database, times: Short);
        var key = await AddKeyAsync(first);
        _ = await FindAsync(second, key);
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await connection.ExecuteAsync("SET LOCAL search_path TO lintel; UPDATE api_key SET state = 'Revoked'; DELETE FROM change");
            await transaction.CommitAsync(Token);
        }

        Assert.True((await first.Nodes.WaitAsync(limit: null, Token)).IsComplete);

        Assert.True(second.Forgettings > 0);
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);
    }

    [Fact]
    public async Task Change_by_hand_in_the_database_is_noted_too()
    {
        await using var node = await TestNode.JoinAsync(_database);
        var key = await AddKeyAsync(node);
        _ = await FindAsync(node, key);
        await using var connection = new NpgsqlConnection(_database);

        await connection.ExecuteAsync("UPDATE lintel.api_key SET state = 'Disabled' WHERE id = 'key_a'");
        Assert.True((await node.Nodes.WaitAsync(limit: null, Token)).IsComplete);

        Assert.Equal(KeyState.Disabled, (await FindAsync(node, key))!.State);
    }

    [Fact]
    public async Task Nodes_are_listed_while_they_live_and_counted()
    {
        await using var first = await TestNode.JoinAsync(_database, times: Short);
        await using (await TestNode.JoinAsync(_database, times: Short))
        {
            await UntilAsync(() => first.Nodes.LiveNodes == 2);
            var nodes = await first.Nodes.ListAsync(Token);

            Assert.Equal(2, nodes.Count);
            Assert.All(nodes, node => Assert.Equal(("1.0.0", 0L), (node.Description.Version, node.Lag)));
            Assert.All(nodes, node => Assert.NotNull(node.LeaseUntil));
        }

        Assert.Single(await first.Nodes.ListAsync(Token));
        await UntilAsync(() => first.Nodes.LiveNodes == 1);
    }

    [Fact]
    public async Task Node_of_another_environment_is_refused_and_one_with_another_contract_is_told()
    {
        await using var first = await TestNode.JoinAsync(_database);

        var refused = await Assert.ThrowsAsync<NodeRefusedException>(() => TestNode.JoinAsync(_database, TestNode.Description("test")));
        await using var second = await TestNode.JoinAsync(_database, TestNode.Description("live", digest: "b"));

        Assert.Contains("environment live", refused.Message);
        Assert.Equal(["shop"], second.Differing);
    }

    private static ValueTask<ApiKey?> FindAsync(TestNode node, ApiKey key) => node.Keys.FindAsync(key.Secrets[0].Handle, Token);

    private static async Task<ApiKey> AddKeyAsync(TestNode node, string id = "key_a", int handle = 1)
    {
        var key = MakeKey(id, handle);
        await node.Stores.Keys.AddAsync(key, Token);
        return key;
    }

    private static ApiKey MakeKey(string id, int handle) => new()
    {
        Id = id,
        Api = "shop",
        AccountId = "acct_a",
        Environment = "live",
        Name = id,
        State = KeyState.Active,
        CreatedAt = Noon,
        Secrets = [new KeySecret(new KeyHandle((UInt128)handle), default, SecretHash.Hmac, 1, "shop_live_…abcd", EndsAt: null)],
    };

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    private sealed class MemoryOfKeys(ReadThroughCache<KeyHandle, ApiKey> keys) : IChangeSink
    {
        public ValueTask ApplyAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
        {
            foreach (var change in changes)
            {
                keys.Forget(KeyHandle.FromBytes(change.Subject));
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask ForgetAllAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing was missed.");
    }
}
