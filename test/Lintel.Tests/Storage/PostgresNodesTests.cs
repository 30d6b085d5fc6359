using Dapper;
using Lintel.Accounts;
using Lintel.Caching;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Operators;
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
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

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
        var receipt = await second.Nodes.WaitAsync(Longest, Token);

        Assert.Equal((3, 3, 0), (receipt.Applied, receipt.Of, receipt.Fenced));
        foreach (var node in new[] { first, second, third })
        {
            Assert.Equal(KeyState.Revoked, (await FindAsync(node, key))!.State);
            Assert.Equal(0, node.Forgettings);
        }
    }

    [Fact]
    public async Task Imported_key_that_moves_to_another_handle_is_forgotten_everywhere_under_the_old_one()
    {
        await using var first = await TestNode.JoinAsync(_database, TestNode.Description("live") with { PepperVersions = [1, 2] });
        await using var second = await TestNode.JoinAsync(_database);
        var known = (await second.Nodes.ListAsync(Token)).Select(node => string.Join(' ', node.Description.PepperVersions));
        Assert.Equal(["", "1 2"], known.Order(StringComparer.Ordinal));
        var key = await AddKeyAsync(first);
        Assert.NotNull(await FindAsync(second, key));
        var moved = key.Secrets[0] with { Handle = new KeyHandle(4711), PepperVersion = 2 };

        Assert.Equal(1, await first.Stores.Keys.RehashAsync([new SecretRehash(key.Api, key.Secrets[0], moved)], Token));
        Assert.True((await first.Nodes.WaitAsync(Longest, Token)).IsComplete);

        Assert.False(second.Keys.TryGetKept(key.Secrets[0].Handle, out var kept) && kept is not null);
        Assert.Equal(key.Id, (await second.Keys.FindAsync(moved.Handle, Token))!.Id);
        Assert.True(second.Keys.HasImports(key.Api));
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
        var viewer = new Operator { Id = "op_a", Login = "op_a", Name = "Ada", Role = OperatorRole.Viewer, CreatedAt = Noon };
        var account = new Account { Id = "acct_a", Api = "shop", Name = "Company", Plan = "free", Subscription = "active", CreatedAt = Noon };
        Assert.True(await first.Stores.Sessions.AddUserAsync(user, account, session, Token));
        Assert.Equal("free", (await second.Accounts.FindAsync("acct_a", Token))!.Plan);
        Assert.False(second.Keys.HasImports("shop"));
        Assert.True(await first.Stores.Operators.AddAsync(viewer with { Id = "op_o", Login = "owner", Role = OperatorRole.Owner }, Token));
        foreach (var id in (string[])["op_a", "op_b", "op_c"])
        {
            Assert.True(await first.Stores.Operators.AddAsync(viewer with { Id = id, Login = id }, Token));
            Assert.Equal(OperatorRole.Viewer, (await second.Operators.FindAsync(id, Token))!.Role);
        }

        Assert.Equal(AccountWrite.Done, await first.Stores.Accounts.UpdateAsync(account with { Plan = "growth", Version = 2 }, Token));
        Assert.NotNull(await first.Stores.Sessions.RemoveSessionAsync("ses_a", Token));
        var revocation = new TokenRevocation { Issuer = "https://id.example", TokenId = "t1", RevokedAt = Noon };
        Assert.True(await first.Stores.TokenRevocations.AddAsync(revocation, Token));
        Assert.Empty(await first.Stores.Keys.ImportAsync([MakeKey("key_i", 9)], Token));
        Assert.Equal(OperatorOutcome.Done, (await first.Stores.Operators.UpdateAsync(viewer with { Role = OperatorRole.Support, Version = 2 }, Token)).Outcome);
        await first.Stores.Sessions.SetDisabledAsync("op_b", Noon, Token);
        Assert.Equal(OperatorOutcome.Done, (await first.Stores.Operators.RemoveAsync("op_c", 1, Token)).Outcome);
        Assert.True((await first.Nodes.WaitAsync(Longest, Token)).IsComplete);

        Assert.Equal("growth", (await second.Accounts.FindAsync("acct_a", Token))!.Plan);
        Assert.True(await second.Tokens.ContainsAsync("https://id.example", "t1", "ada", Noon, Token));
        Assert.True(second.Keys.HasImports("shop"));
        Assert.Equal(OperatorRole.Support, (await second.Operators.FindAsync("op_a", Token))!.Role);
        Assert.Equal(Noon, (await second.Operators.FindAsync("op_b", Token))!.DisabledAt);
        Assert.Null(await second.Operators.FindAsync("op_c", Token));
        await using var connection = new NpgsqlConnection(_database);
        Assert.Equal([2, 3, 4, 5, 6], await connection.QueryAsync<int>("SELECT DISTINCT kind FROM lintel.change ORDER BY kind"));
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
        var receipt = await first.Nodes.WaitAsync(Longest, Token);

        Assert.False(early.IsComplete);
        Assert.Equal((2, 2, 1), (receipt.Applied, receipt.Of, receipt.Fenced));
        Assert.False(second.Stores.Trust!.IsHeld);
        Assert.False(second.Keys.TryGetKept(key.Secrets[0].Handle, out _));
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);

        // It comes back by itself, and what it kept before is gone.
        second.LetGo();
        await UntilAsync(() => second.Stores.Trust!.IsHeld);
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);
        Assert.Equal(0, (await first.Nodes.WaitAsync(Longest, Token)).Fenced);
    }

    [Fact]
    public async Task Node_that_lives_and_cannot_apply_a_change_is_waited_for_until_the_limit()
    {
        await using var first = await TestNode.JoinAsync(_database, times: Short);
        await using var second = await PostgresStores.OpenAsync(_database, times: Short);
        await second.Nodes.JoinAsync(TestNode.Description("live"), [], new FailingMemory(), signal: null, Token);
        var key = await AddKeyAsync(first);

        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        var receipt = await first.Nodes.WaitAsync(3 * Short.Lease, Token);

        Assert.Equal((1, 2, 0), (receipt.Applied, receipt.Of, receipt.Fenced));
        Assert.True(receipt.Milliseconds >= 3 * Short.Lease.TotalMilliseconds);
        Assert.False(second.Trust!.IsHeld);
    }

    [Fact]
    public async Task Receipt_of_a_database_that_stands_still_is_given_up()
    {
        await using var node = await TestNode.JoinAsync(_database, times: Short);
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await connection.ExecuteAsync("LOCK TABLE lintel.node IN ACCESS EXCLUSIVE MODE");
        var began = TimeProvider.System.GetTimestamp();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => node.Nodes.WaitAsync(TimeSpan.Zero, Token));

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Question_that_was_under_way_does_not_bring_a_changed_key_back()
    {
        await using var first = await TestNode.JoinAsync(_database);
        await using var second = await PostgresStores.OpenAsync(_database);
        var key = await AddKeyAsync(first);
        var (hasRead, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = new ReadThroughCache<KeyHandle, ApiKey>(ReadAsync, TimeProvider.System, new RecordCacheOptions(), second.Trust);
        await second.Nodes.JoinAsync(TestNode.Description("live"), [], new MemoryOfKeys(slow), signal: null, Token);

        // Read before the change, and kept after it was applied.
        var question = slow.FindAsync(key.Secrets[0].Handle, Token).AsTask();
        await hasRead.Task.WaitAsync(Token);
        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        Assert.True((await first.Nodes.WaitAsync(Longest, Token)).IsComplete);
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
    public async Task Changes_of_three_nodes_at_once_are_all_known_and_do_not_wait_for_each_other()
    {
        TestNode[] nodes = [await TestNode.JoinAsync(_database), await TestNode.JoinAsync(_database), await TestNode.JoinAsync(_database)];
        var keys = new List<ApiKey>();
        for (var i = 0; i < 64; i++)
        {
            keys.Add(await AddKeyAsync(nodes[0], $"key_{i}", i + 1));
        }

        // A transaction that has noted its change, and does not end: nobody waits for it.
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Token);
        await using var open = await connection.BeginTransactionAsync(Token);
        await connection.ExecuteAsync("UPDATE lintel.api_key SET state = 'Disabled' WHERE id = 'key_0'");
        await Task.WhenAll(keys.Skip(1).Select((key, i) => Task.Run(
            async () => Assert.True(await nodes[i % 3].Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token)), Token)));
        Assert.True((await nodes[0].Nodes.WaitAsync(Longest, Token)).IsComplete);
        await AssertStateAsync(keys.Skip(1), KeyState.Revoked);

        // Its number is lower than those of the others, and it is known all the same.
        await AssertStateAsync(keys.Take(1), KeyState.Active);
        await open.CommitAsync(Token);
        Assert.True((await nodes[0].Nodes.WaitAsync(Longest, Token)).IsComplete);
        await AssertStateAsync(keys.Take(1), KeyState.Disabled);
        foreach (var node in nodes)
        {
            Assert.Equal(0, node.Forgettings);
            await node.DisposeAsync();
        }

        async Task AssertStateAsync(IEnumerable<ApiKey> changed, KeyState state)
        {
            foreach (var (node, key) in nodes.SelectMany(node => changed.Select(key => (node, key))))
            {
                Assert.Equal(state, (await FindAsync(node, key))!.State);
            }
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
        var receipt = await first.Nodes.WaitAsync(Longest, Token);

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
        second.Hold();
        await UntilAsync(() => !second.Stores.Trust!.IsHeld);
        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        await using var connection = new NpgsqlConnection(_database);
        await PassTenMinutesAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM lintel.change"));
        await PassTenMinutesAsync();
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM lintel.change"));
        second.LetGo();

        Assert.True((await first.Nodes.WaitAsync(Longest, Token)).IsComplete);
        await UntilAsync(() => second.Stores.Trust!.IsHeld);

        Assert.True(second.Forgettings > 0);
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);

        async Task PassTenMinutesAsync()
        {
            await connection.ExecuteAsync("UPDATE lintel.change_mark SET next_at = next_at - INTERVAL '10 minutes'");
            await connection.ExecuteAsync(ChangeLogPage.Trim);
        }
    }

    [Fact]
    public async Task Lease_is_judged_by_the_clock_of_the_node_that_waits_and_not_by_that_of_the_server()
    {
        var slow = new NodeTimes { Lease = TimeSpan.FromSeconds(1), Poll = TimeSpan.FromHours(1) };
        await using var first = await TestNode.JoinAsync(_database, times: slow);
        await using var second = await TestNode.JoinAsync(_database, times: slow);
        var key = await AddKeyAsync(first);
        second.Hold();
        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        await using var connection = new NpgsqlConnection(_database);

        // As if the server's clock had been set forward by an hour.
        await connection.ExecuteAsync("UPDATE lintel.node SET lease_until = lease_until - INTERVAL '1 hour'");
        var early = await first.Nodes.WaitAsync(TimeSpan.Zero, Token);
        var receipt = await first.Nodes.WaitAsync(Longest, Token);

        Assert.Equal((2, 0), (early.Of, early.Fenced));
        Assert.False(early.IsComplete);
        Assert.Equal((2, 2, 1), (receipt.Applied, receipt.Of, receipt.Fenced));
        Assert.InRange(receipt.Milliseconds, 800, 5000);
    }

    [Fact]
    public async Task Change_that_is_told_while_another_is_applied_is_not_left_until_the_next_look()
    {
        var patient = new NodeTimes { Lease = TimeSpan.FromMinutes(10), Poll = TimeSpan.FromMinutes(5) };
        await using var first = await TestNode.JoinAsync(_database);
        await using var second = await TestNode.JoinAsync(_database, times: patient);
        var (a, b) = (await AddKeyAsync(first, "key_a", 1), await AddKeyAsync(first, "key_b", 2));
        await UntilAsync(() => second.Applications > 0);
        second.Hold();
        var before = second.Applications;
        Assert.True(await first.Stores.Keys.UpdateAsync(a with { State = KeyState.Revoked, Version = 2 }, Token));
        await UntilAsync(() => second.Applications > before);
        Assert.True(await first.Stores.Keys.UpdateAsync(b with { State = KeyState.Revoked, Version = 2 }, Token));
        second.LetGo();

        Assert.True((await first.Nodes.WaitAsync(Longest, Token)).IsComplete);
    }

    [Fact]
    public async Task Node_goes_on_after_any_failure_and_tells_of_it()
    {
        await using var first = await TestNode.JoinAsync(_database, times: Short);
        await using var second = await TestNode.JoinAsync(_database, times: Short);
        var key = await AddKeyAsync(first);
        _ = await FindAsync(second, key);
        var progress = second.Nodes.Progress!;
        var watcher = new CountingWatcher();
        progress.TellTo(watcher);
        await using var connection = new NpgsqlConnection(_database);

        await connection.ExecuteAsync("ALTER TABLE lintel.change_mark RENAME TO hidden");
        await UntilAsync(() => watcher.Lapses > 0);
        Assert.IsType<PostgresException>(progress.LastFailure);
        Assert.False(second.Stores.Trust!.IsHeld);
        await connection.ExecuteAsync("ALTER TABLE lintel.hidden RENAME TO change_mark");
        await UntilAsync(() => watcher.Returns > 0);
        Assert.Equal((1, 1), (watcher.Lapses, watcher.Returns));
        Assert.Null(progress.LastFailure);

        // A handle has 16 bytes.
        var before = watcher.Failures;
        await connection.ExecuteAsync("INSERT INTO lintel.change (kind, subject) VALUES (1, '\\x00'); NOTIFY lintel_change");
        await UntilAsync(() => watcher.Failures > before);
        Assert.True(await first.Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = 2 }, Token));
        Assert.True((await first.Nodes.WaitAsync(Longest, Token)).IsComplete);
        Assert.Equal(KeyState.Revoked, (await FindAsync(second, key))!.State);
    }

    [Fact]
    public async Task New_account_is_known_at_once_also_where_somebody_has_asked_for_it_before()
    {
        await using var first = await TestNode.JoinAsync(_database);
        await using var second = await TestNode.JoinAsync(_database);
        Assert.Null(await second.Accounts.FindAsync("acct_a", Token));

        await first.Stores.Accounts.AddAsync(
            new Account { Id = "acct_a", Api = "shop", Name = "Company", Plan = "free", Subscription = "active", CreatedAt = Noon }, Token);
        Assert.True((await first.Nodes.WaitAsync(Longest, Token)).IsComplete);

        Assert.NotNull(await second.Accounts.FindAsync("acct_a", Token));
    }

    [Theory]
    [InlineData(-3600, 0)]
    [InlineData(-60, 1)]
    [InlineData(60, 1)]
    public async Task End_of_a_session_is_noted_unless_it_is_over_for_long(int secondsLeft, int noted)
    {
        await using var node = await TestNode.JoinAsync(_database);
        await using var connection = new NpgsqlConnection(_database);
        await connection.ExecuteAsync(
            """
            SET search_path TO lintel;
            INSERT INTO "user" (id, api, account_id, login, password_hash, created_at) VALUES ('usr_a', 'shop', 'acct_a', 'ada', 'x', 0);
            INSERT INTO session (id, hash, api, account_id, user_id, created_at, expires_at) VALUES ('ses_a', '\x07', 'shop', 'acct_a', 'usr_a', 0, @expiresAt)
            """,
            new { expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(secondsLeft).UtcTicks });

        Assert.False(await node.Stores.Sessions.TrimSessionsAsync(TimeProvider.System.GetUtcNow().AddHours(1), Token));

        Assert.Equal(noted, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM change"));
    }

    [Fact]
    public async Task Change_by_hand_in_the_database_is_noted_too()
    {
        await using var node = await TestNode.JoinAsync(_database);
        var key = await AddKeyAsync(node);
        _ = await FindAsync(node, key);
        await using var connection = new NpgsqlConnection(_database);

        await connection.ExecuteAsync("UPDATE lintel.api_key SET state = 'Disabled' WHERE id = 'key_a'");
        Assert.True((await node.Nodes.WaitAsync(Longest, Token)).IsComplete);

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
        await using var second = await TestNode.JoinAsync(_database, TestNode.Description("live", digest: "b"), Short);

        Assert.Contains("environment live", refused.Message);
        Assert.Equal(["shop"], second.Differing);

        // From then on it is the first one that differs, until it is replaced or the newer one is.
        await UntilAsync(() => first.Nodes.DifferingContracts is ["shop"]);
        Assert.Empty(second.Nodes.DifferingContracts);
        Assert.Equal([["shop"], []], (await second.Nodes.ListAsync(Token)).Select(node => node.DifferingContracts));
        await second.DisposeAsync();
        await UntilAsync(() => first.Nodes.DifferingContracts.Count == 0);
    }

    [Fact]
    public async Task Each_node_tells_the_others_how_it_finds_the_engines_that_they_share()
    {
        var redis = new TestEngineState("redis");
        await using var first = await TestNode.JoinAsync(_database, times: Short, engines: [redis]);
        await using var second = await TestNode.JoinAsync(_database, times: Short);
        var told = (await second.Nodes.ListAsync(Token))[0].Engines;
        Assert.Equal([("postgres", null), ("redis", null)], told.Select(engine => (engine.Key, engine.Value)).Order());

        redis.LostSince = Noon;
        await UntilAsync(async () => (await second.Nodes.ListAsync(Token))[0].Engines["redis"] == Noon);
        Assert.Null((await second.Nodes.ListAsync(Token))[0].Engines["postgres"]);

        // Its lease ends, and with it what is known of the database there.
        first.Hold();
        _ = await AddKeyAsync(second);
        await using var connection = new NpgsqlConnection(_database);
        await connection.ExecuteAsync("UPDATE lintel.api_key SET state = 'Disabled'");
        await UntilAsync(async () => (await second.Nodes.ListAsync(Token))[0].Engines["postgres"] is not null);
        first.LetGo();
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

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    private sealed class TestEngineState(string name) : IEngineState
    {
        public string Name => name;

        public DateTimeOffset? LostSince { get; set; }

        public long Losses => LostSince is null ? 0 : 1;
    }

    private sealed class CountingWatcher : INodeWatcher
    {
        public int Failures { get; private set; }

        public int Lapses { get; private set; }

        public int Returns { get; private set; }

        public void Failed(Exception exception) => Failures++;

        public void Lapsed() => Lapses++;

        public void Returned() => Returns++;
    }

    private sealed class FailingMemory : IChangeSink
    {
        public ValueTask ApplyAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) =>
            changes.Count == 0 ? ValueTask.CompletedTask : throw new StoreUnavailableException("What is kept whole cannot be read.");

        public ValueTask ForgetAllAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing was missed.");
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
