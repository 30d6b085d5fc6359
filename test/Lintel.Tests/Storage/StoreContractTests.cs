using System.Net;
using Lintel.Accounts;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;

namespace Lintel.Tests.Storage;

/// <summary>What every kind of storage does alike.</summary>
public abstract partial class StoreContractTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract ILintelStores Stores { get; }

    [Fact]
    public async Task Account_comes_back_as_it_was_added()
    {
        var account = MakeAccount("acct_a") with
        {
            SuspendedAt = Noon,
            Limits = new Dictionary<string,
            int>
            { ["calls"] = 5 },
            ExternalId = "crm-1",
            Metadata = new Dictionary<string, string> { ["team"] = "billing" },
            CreatedAt = Noon.AddTicks(1234567)
        };
        await Stores.Accounts.AddAsync(account, Token);

        var found = await Stores.Accounts.FindAsync("acct_a", Token);

        Assert.Equal(account with { Limits = found!.Limits, Metadata = found.Metadata }, found);
        Assert.Equal(account.Limits, found.Limits);
        Assert.Equal(account.Metadata, found.Metadata);
        Assert.Null(await Stores.Accounts.FindAsync("acct_b", Token));
    }

    [Fact]
    public async Task Account_of_a_taken_id_is_not_added()
    {
        await Stores.Accounts.AddAsync(MakeAccount("acct_a"), Token);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Stores.Accounts.AddAsync(MakeAccount("acct_a") with { Name = "other" }, Token));
        Assert.Equal("Company", (await Stores.Accounts.FindAsync("acct_a", Token))!.Name);
    }

    [Fact]
    public async Task Person_account_and_session_are_added_together_or_not_at_all()
    {
        var session = MakeSession("ses_a", 1, Noon);
        Assert.True(await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), MakeAccount("acct_a"), session, Token));
        Assert.False(await Stores.Sessions.AddUserAsync(MakeUser("usr_b", "ada"), MakeAccount("acct_b"), MakeSession("ses_b", 2, Noon), Token));

        Assert.Equal(MakeUser("usr_a", "ada"), await Stores.Sessions.FindUserAsync("usr_a", Token));
        Assert.Equal("usr_a", (await Stores.Sessions.FindUserByLoginAsync("shop", "ada", Token))!.Id);
        Assert.NotNull(await Stores.Accounts.FindAsync("acct_a", Token));
        var found = await Stores.Sessions.FindSessionAsync(SessionHandle.Of(session.Hash), Token);
        Assert.Equal(session with { Hash = found!.Hash }, found);
        Assert.Equal(session.Hash, found.Hash);
        Assert.Null(await Stores.Sessions.FindUserAsync("usr_b", Token));
        Assert.Null(await Stores.Accounts.FindAsync("acct_b", Token));
        Assert.Null(await Stores.Sessions.FindSessionAsync(SessionHandle.Of(MakeSession("ses_b", 2, Noon).Hash), Token));
        Assert.Null(await Stores.Sessions.FindUserByLoginAsync("other", "ada", Token));
    }

    [Fact]
    public async Task Sessions_that_are_too_many_go_when_another_begins()
    {
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, session: null, Token);
        await Stores.Sessions.AddUserAsync(MakeUser("usr_b", "bo"), account: null, session: null, Token);
        var others = MakeSession("ses_other", 201, Noon) with { UserId = "usr_b" };
        await Stores.Sessions.AddSessionAsync(others, null, Token);
        var removed = new List<Session>();
        for (var i = 0; i <= ISessionStore.SessionsOfAUser; i++)
        {
            removed.AddRange(await Stores.Sessions.AddSessionAsync(MakeSession($"ses_{i}", (byte)i, Noon.AddSeconds(i)), null, Token) ?? []);
        }

        Assert.Equal(["ses_0"], removed.Select(session => session.Id));
        Assert.Null(await Stores.Sessions.FindSessionAsync(SessionHandle.Of(MakeSession("ses_0", 0, Noon).Hash), Token));
        Assert.NotNull(await Stores.Sessions.FindSessionAsync(SessionHandle.Of(MakeSession("ses_1", 1, Noon).Hash), Token));
        Assert.NotNull(await Stores.Sessions.FindSessionAsync(SessionHandle.Of(others.Hash), Token));
    }

    [Fact]
    public async Task Sessions_that_are_over_stay_until_they_are_removed_and_others_stay_for_good()
    {
        var over = MakeSession("ses_over", 200, Noon.AddDays(-2));
        var runs = MakeSession("ses_runs", 201, Noon);
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, session: null, Token);
        await Stores.Sessions.AddSessionAsync(over, null, Token);
        await Stores.Sessions.AddSessionAsync(runs, null, Token);

        Assert.NotNull(await Stores.Sessions.FindSessionByIdAsync("ses_over", Token));
        Assert.False(await Stores.Sessions.TrimSessionsAsync(over.ExpiresAt.AddTicks(-1), Token));
        Assert.NotNull(await Stores.Sessions.FindSessionByIdAsync("ses_over", Token));
        Assert.False(await Stores.Sessions.TrimSessionsAsync(over.ExpiresAt, Token));
        Assert.Null(await Stores.Sessions.FindSessionByIdAsync("ses_over", Token));
        Assert.NotNull(await Stores.Sessions.FindSessionByIdAsync("ses_runs", Token));
    }

    [Fact]
    public async Task Session_that_begins_is_never_the_one_too_many()
    {
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, session: null, Token);
        for (var i = 0; i <= ISessionStore.SessionsOfAUser + 5; i++)
        {
            var added = MakeSession($"ses_{99 - i}", (byte)i, Noon);
            var removed = await Stores.Sessions.AddSessionAsync(added, null, Token);

            Assert.DoesNotContain(added.Id, removed!.Select(session => session.Id));
            Assert.NotNull(await Stores.Sessions.FindSessionAsync(SessionHandle.Of(added.Hash), Token));
        }
    }

    [Fact]
    public async Task Session_that_was_removed_is_gone()
    {
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, session: null, Token);
        var session = MakeSession("ses_a", 1, Noon);
        await Stores.Sessions.AddSessionAsync(session, null, Token);

        Assert.Equal("ses_a", (await Stores.Sessions.RemoveSessionAsync("ses_a", Token))!.Id);
        Assert.Null(await Stores.Sessions.RemoveSessionAsync("ses_a", Token));

        Assert.Null(await Stores.Sessions.FindSessionAsync(SessionHandle.Of(session.Hash), Token));
    }

    [Fact]
    public async Task Account_is_replaced_only_by_the_next_version()
    {
        var account = MakeAccount("acct_a");
        await Stores.Accounts.AddAsync(account, Token);

        Assert.Equal(AccountWrite.Done, await Stores.Accounts.UpdateAsync(account with { Plan = "pro", Version = 2 }, Token));
        Assert.Equal(AccountWrite.Stale, await Stores.Accounts.UpdateAsync(account with { Plan = "late", Version = 2 }, Token));
        Assert.Equal(AccountWrite.Stale, await Stores.Accounts.UpdateAsync(account with { Plan = "early", Version = 4 }, Token));
        Assert.Equal(AccountWrite.Stale, await Stores.Accounts.UpdateAsync(account with { Id = "acct_none", Version = 2 }, Token));
        Assert.Equal("pro", (await Stores.Accounts.FindAsync("acct_a", Token))!.Plan);
    }

    [Fact]
    public async Task Accounts_are_listed_by_id_and_api_in_pages()
    {
        foreach (var id in (string[])["acct_c", "acct_a", "acct_b", "acct_B"])
        {
            await Stores.Accounts.AddAsync(MakeAccount(id), Token);
        }

        await Stores.Accounts.AddAsync(MakeAccount("acct_d") with { Api = "other" }, Token);

        Assert.Equal(["acct_B", "acct_a"], await IdsAsync(new AccountQuery("own", null, 2)));
        Assert.Equal(["acct_b", "acct_c"], await IdsAsync(new AccountQuery("own", "acct_a", 5)));
        Assert.Equal(["acct_c", "acct_d"], await IdsAsync(new AccountQuery(null, "acct_b", 5)));

        async Task<string[]> IdsAsync(AccountQuery query) => [.. (await Stores.Accounts.ListAsync(query, Token)).Select(account => account.Id)];
    }

    [Fact]
    public async Task Key_comes_back_as_it_was_added_by_id_and_by_each_handle()
    {
        var key = MakeKey("key_a", 1, 2) with
        {
            Scopes = ["items:read", "items:write"],
            Addresses = [IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("2001:db8::/32")],
            Limits = new Dictionary<string, int> { ["calls"] = 7 },
            ExpiresAt = Noon.AddDays(1),
            RevokedAt = Noon.AddTicks(1),
            State = KeyState.Revoked,
        };
        await Stores.Keys.AddAsync(key, Token);

        foreach (var found in (ApiKey?[])[await Stores.Keys.FindAsync("key_a", Token), await FindAsync(1), await FindAsync(2)])
        {
            AssertSame(key, found);
        }

        Assert.Null(await FindAsync(3));
        Assert.Null(await Stores.Keys.FindAsync("key_b", Token));
    }

    [Fact]
    public async Task Key_with_a_handle_of_another_leaves_nothing_behind()
    {
        await Stores.Keys.AddAsync(MakeKey("key_a", 1), Token);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Stores.Keys.AddAsync(MakeKey("key_b", 2, 1), Token));
        Assert.Null(await Stores.Keys.FindAsync("key_b", Token));
        Assert.Null(await FindAsync(2));
    }

    [Fact]
    public async Task Key_is_replaced_with_its_secrets_only_by_the_next_version()
    {
        var key = MakeKey("key_a", 1);
        await Stores.Keys.AddAsync(key, Token);

        var next = MakeKey("key_a", 2) with { Version = 2, Name = "renamed", State = KeyState.Disabled };
        Assert.True(await Stores.Keys.UpdateAsync(next, Token));
        Assert.False(await Stores.Keys.UpdateAsync(MakeKey("key_a", 3) with { Version = 2 }, Token));

        AssertSame(next, await FindAsync(2));
        Assert.Null(await FindAsync(1));
        Assert.Null(await FindAsync(3));
    }

    [Fact]
    public async Task Update_of_a_key_by_many_at_once_lets_one_through()
    {
        await Stores.Keys.AddAsync(MakeKey("key_a", 1), Token);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(async () => await Stores.Keys.UpdateAsync(MakeKey("key_a", 1) with { Version = 2, Name = $"by {i}" }, Token), Token)));

        Assert.Single(results, result => result);
    }

    [Fact]
    public async Task Keys_are_listed_by_what_is_known_of_them()
    {
        await Stores.Keys.AddAsync(
            MakeKey("key_a", 1) with
            {
                Name = "Till 7",
                Scopes = ["orders:read"],
                Applications = ["app_1"],
                ExpiresAt = Noon.AddDays(1),
                Metadata = new Dictionary<string, string> { ["team"] = "billing \"a\"", ["site"] = "oslo" },
            },
            Token);
        await Stores.Keys.AddAsync(MakeKey("key_b", 2) with { State = KeyState.Disabled, Scopes = ["orders:read:all"], ExpiresAt = Noon.AddDays(3) }, Token);

        Assert.Equal("key_a", await IdsAsync(new(null, null, null, 10) { State = KeyState.Active }));
        Assert.Equal("key_a", await IdsAsync(new(null, null, null, 10) { Name = "ill" }));
        Assert.Equal(string.Empty, await IdsAsync(new(null, null, null, 10) { Name = "till" }));
        Assert.Equal("key_a", await IdsAsync(new(null, null, null, 10) { Scope = "orders:read" }));
        Assert.Equal("key_a,key_b", await IdsAsync(new(null, null, null, 10) { Application = "app_1" }));
        Assert.Equal("key_b", await IdsAsync(new(null, null, null, 10) { Application = "app_2" }));
        Assert.Equal("key_a", await IdsAsync(new(null, null, null, 10) { ExpiresBefore = Noon.AddDays(2) }));
        Assert.Equal("key_b", await IdsAsync(new(null, null, null, 10) { ExpiresAfter = Noon.AddDays(2) }));
        Assert.Equal("key_a", await IdsAsync(With(("team", "billing \"a\""), ("site", "oslo"))));
        Assert.Equal(string.Empty, await IdsAsync(With(("team", "billing"))));
        Assert.Equal(string.Empty, await IdsAsync(With(("team", "oslo"))));

        static KeyQuery With(params (string Name, string Value)[] members) =>
            new(null, null, null, 10) { Metadata = members.ToDictionary(member => member.Name, member => member.Value) };

        async Task<string> IdsAsync(KeyQuery query) => string.Join(',', (await Stores.Keys.ListAsync(query, Token)).Select(key => key.Id));
    }

    [Fact]
    public async Task Keys_are_listed_by_id_account_and_api_without_deleted_ones()
    {
        await Stores.Keys.AddAsync(MakeKey("key_c", 1, 11), Token);
        await Stores.Keys.AddAsync(MakeKey("key_a", 2), Token);
        await Stores.Keys.AddAsync(MakeKey("key_b", 3) with { State = KeyState.Deleted }, Token);
        await Stores.Keys.AddAsync(MakeKey("key_d", 4) with { AccountId = "acct_b" }, Token);
        await Stores.Keys.AddAsync(MakeKey("key_e", 5) with { Api = "other" }, Token);

        Assert.Equal(["key_a", "key_c"], await IdsAsync(new KeyQuery("acct_a", "own", null, 10)));
        Assert.Equal(["key_a"], await IdsAsync(new KeyQuery(null, null, null, 1)));
        Assert.Equal(["key_d", "key_e"], await IdsAsync(new KeyQuery(null, null, "key_c", 10)));
        Assert.Equal(2, (await Stores.Keys.ListAsync(new KeyQuery("acct_a", "own", "key_a", 10), Token)).Single().Secrets.Count);

        async Task<string[]> IdsAsync(KeyQuery query) => [.. (await Stores.Keys.ListAsync(query, Token)).Select(key => key.Id)];
    }

    [Fact]
    public async Task Keys_are_listed_by_when_they_end()
    {
        foreach (var (id, seconds) in new (string, int?)[] { ("key_d", 2), ("key_a", 3), ("key_c", 1), ("key_b", 2), ("key_e", null), ("key_f", 9) })
        {
            await Stores.Keys.AddAsync(MakeKey(id, (byte)id[^1]) with { ExpiresAt = seconds is { } end ? Noon.AddSeconds(end) : null }, Token);
        }

        var query = new KeyQuery(null, null, null, 3)
        {
            AfterExpiry = new ExpiryPlace(Noon, string.Empty),
            ExpiresAfter = Noon,
            ExpiresBefore = Noon.AddSeconds(5),
        };
        Assert.Equal(["key_c", "key_b", "key_d"], await IdsAsync(query));
        Assert.Equal(["key_d", "key_a"], await IdsAsync(query with { AfterExpiry = new ExpiryPlace(Noon.AddSeconds(2), "key_b") }));

        async Task<string[]> IdsAsync(KeyQuery asked) => [.. (await Stores.Keys.ListAsync(asked, Token)).Select(key => key.Id)];
    }

    [Fact]
    public async Task Rate_limit_counter_comes_back_as_it_was_saved_last()
    {
        await Stores.RateLimits.SaveAsync("own", [new StoredCounter(new StoredCounterName("calls", "key_a"), [1, 2], DateTimeOffset.MaxValue)], Token);
        await Stores.RateLimits.SaveAsync("own", [new StoredCounter(new StoredCounterName("calls", "key_a"), [3], DateTimeOffset.MaxValue)], Token);
        await Stores.RateLimits.SaveAsync("own", [new StoredCounter(new StoredCounterName("calls", "key_b"), [4], DateTimeOffset.MaxValue)], Token);

        Assert.Equal([3], await Stores.RateLimits.LoadAsync("own", "calls", "key_a", Token));
        Assert.Equal([4], await Stores.RateLimits.LoadAsync("own", "calls", "key_b", Token));
        Assert.Null(await Stores.RateLimits.LoadAsync("own", "other", "key_a", Token));
    }

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed))]
    [InlineData(nameof(RateLimitKind.Rolling))]
    public async Task Counters_that_processes_share_admit_their_limit_exactly_and_give_charges_back(string kind)
    {
        var policy = new RateLimitPolicy
        {
            Name = "guesses",
            Per = RateLimitPartition.Value,
            Kind = Enum.Parse<RateLimitKind>(kind),
            Allow = 4,
            Window = TimeSpan.FromHours(1),
            WindowText = "1 hour",
            Charge = RateLimitCharging.Refusal,
        };
        SharedClaim[] claims = [new(0, policy, new RateLimitClaim(0, RateLimitKey.Of("ada"), 4), "ada")];
        StoreCounters[] processes = [new("own", Stores.RateLimits), new("own", Stores.RateLimits)];

        var found = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => ChargeAsync(processes[i % 2])));
        var charged = found.Where(findings => findings.Stamps is not null).ToArray();
        await processes[1].GiveBackAsync(charged[1], RateLimitOutcome.Succeeded);
        var again = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => ChargeAsync(processes[i % 2])));

        Assert.Equal(4, charged.Length);
        Assert.Equal([1, 2, 3, 4], charged.Select(findings => findings.Uses[0].Used).Order());
        Assert.All(found.Except(charged), findings => Assert.InRange(findings.Uses[0].Wait, TimeSpan.FromMinutes(59).Ticks, policy.Window.Ticks));
        Assert.Single(again, findings => findings.Stamps is not null);

        Task<SharedFindings> ChargeAsync(StoreCounters counters) =>
            counters.ChargeAsync(claims, new ChargeTerms(Charge: true, Reserve: true, Tentative: false, 0), Token).AsTask();
    }

    [Fact]
    public async Task Pepper_check_that_is_noted_stays()
    {
        Assert.Equal([1, 1], await Stores.PepperChecks.AddAsync(1, [1, 1], Token));
        Assert.Equal([1, 1], await Stores.PepperChecks.AddAsync(1, [2, 2], Token));
        Assert.Equal([3, 3], await Stores.PepperChecks.AddAsync(3, [3, 3], Token));

        var checks = await Stores.PepperChecks.ReadAsync(Token);
        Assert.Equal([1, 3], checks.Keys.Order());
        Assert.Equal([1, 1], checks[1]);
    }

    [Fact]
    public async Task Request_comes_back_by_id_with_everything_but_secrets()
    {
        var refusal = Refusal.For(Condition.ScopeMissing, ("required", "items:write"), ("available", new[] { "items:read" }))
            .BecauseOf(new InvalidOperationException("because"));
        var record = MakeRecord("req_1", Noon) with
        {
            Operation = "list",
            Status = 403,
            Code = "insufficient_scope",
            Refusal = refusal,
            KeyId = "key_a",
            AccountId = "acct_a",
            Address = IPAddress.Parse("203.0.113.7"),
            RequestBytes = 12,
            ResponseBytes = 345,
            InboundId = "mine",
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            SpanId = "00f067aa0ba902b7",
            Compared = """{"tenant":{"header":"north"}}""",
            ApplicationId = "app_1",
            Trail = FixedTrail.Of("scope"),
        };
        await Stores.RequestLog.AppendAsync([record], Token);

        var entry = await Stores.RequestLog.FindAsync("req_1", Token);

        var expected = new RequestLogEntry
        {
            Id = "req_1",
            At = Noon,
            Api = "own",
            Operation = "list",
            Method = "GET",
            Route = "/own/items",
            Status = 403,
            Code = "insufficient_scope",
            Condition = "scope.missing",
            Arguments = "{\"required\":\"items:write\",\"available\":[\"items:read\"]}",
            Cause = "InvalidOperationException: because",
            KeyId = "key_a",
            AccountId = "acct_a",
            Address = "203.0.113.7",
            DurationMicroseconds = 1500,
            RequestBytes = 12,
            ResponseBytes = 345,
            InboundId = "mine",
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            SpanId = "00f067aa0ba902b7",
            Compared = """{"tenant":{"header":"north"}}""",
            ApplicationId = "app_1",
            Trail = FixedTrail.TextOf("scope"),
        };
        Assert.Equal(expected, entry);
        Assert.Null(await Stores.RequestLog.FindAsync("req_2", Token));
    }

    [Fact]
    public async Task Request_applications_and_trails_are_found_with_each_request()
    {
        (string? Application, string? Trail)[] extras = [(null, null), ("app_1", null), (null, "key"), ("app_2", "scope"), ("app_1", "key"), (null, null)];
        RequestRecord[] records = [.. extras.Select((extra, i) => MakeRecord($"req_{i}", Noon.AddSeconds(i)) with
        {
            ApplicationId = extra.Application,
            Trail = FixedTrail.Of(extra.Trail),
            IsShadow = i % 2 == 0,
        })];

        // Some in one batch, and the rest in batches of their own that go on with the same block.
        await Stores.RequestLog.AppendAsync(records[..4], Token);
        foreach (var record in records[4..])
        {
            await Stores.RequestLog.AppendAsync([record], Token);
        }

        var page = await Stores.RequestLog.SearchAsync(new(), Token);

        Assert.Equal(
            extras.Reverse().Select(extra => (extra.Application, FixedTrail.TextOf(extra.Trail))),
            page.Entries.Select(entry => (entry.ApplicationId, entry.Trail)));
    }

    [Fact]
    public async Task Request_traces_and_compared_values_are_found_with_each_request()
    {
        (string? Trace, string? Compared)[] extras =
        [
            (null, null), (new string('a', 32), null), (null, "{}"), (new string('b', 32), "{}"), (new string('a', 32), """{"key":{}}"""), (null, null),
        ];
        RequestRecord[] records = [.. extras.Select(
            (extra, i) => MakeRecord($"req_{i}", Noon.AddSeconds(i)) with { TraceId = extra.Trace, Compared = extra.Compared })];

        // Some in one batch, and the rest in batches of their own that go on with the same block.
        await Stores.RequestLog.AppendAsync(records[..4], Token);
        foreach (var record in records[4..])
        {
            await Stores.RequestLog.AppendAsync([record], Token);
        }

        var page = await Stores.RequestLog.SearchAsync(new(), Token);

        Assert.Equal(
            extras.Reverse(),
            page.Entries.Select(entry => (entry.TraceId, entry.Compared)));
    }

    [Fact]
    public async Task Requests_of_one_trace_are_found()
    {
        string[] traces = [new('a', 32), new('b', 32), new('a', 32)];
        RequestRecord[] records =
        [
            .. traces.Select((trace, i) => MakeRecord($"req_{i}", Noon.AddSeconds(i)) with { TraceId = trace, SpanId = $"{i:x16}" }),
            MakeRecord("req_3", Noon.AddSeconds(3)),
        ];
        await Stores.RequestLog.AppendAsync(records, Token);

        var page = await Stores.RequestLog.SearchAsync(new() { TraceId = new('a', 32) }, Token);

        Assert.Equal([("req_2", "0000000000000002"), ("req_0", "0000000000000000")], page.Entries.Select(entry => (entry.Id, entry.SpanId)));
        Assert.Empty((await Stores.RequestLog.SearchAsync(new() { TraceId = new('c', 32) }, Token)).Entries);
    }

    [Fact]
    public async Task Request_arguments_of_every_kind_are_json()
    {
        var refusal = Refusal.WithCode(
            "own",
            ("text", "a\"b\ud800"),
            ("yes", true),
            ("whole", 65),
            ("long", long.MaxValue),
            ("exact", 1.50m),
            ("real", 0.5),
            ("nothing", null),
            ("odd", double.NaN));
        await Stores.RequestLog.AppendAsync([MakeRecord("req_1", Noon) with { Refusal = refusal }], Token);

        var entry = await Stores.RequestLog.FindAsync("req_1", Token);

        Assert.Null(entry!.Condition);
        Assert.Equal(
            "{\"text\":\"a\\\"b\\uFFFD\",\"yes\":true,\"whole\":65,\"long\":9223372036854775807,\"exact\":1.50,\"real\":0.5,\"nothing\":null,\"odd\":\"NaN\"}",
            entry.Arguments);
    }

    [Fact]
    public async Task Request_arguments_that_repeat_are_found_with_each_request()
    {
        var one = Refusal.OverLimit(60, "1 minute", 7);
        var other = Refusal.OverLimit(60, "1 minute", 6);
        Refusal?[] refusals = [one, one, null, one, other, Refusal.OverLimit(60, "1 minute", 6), Refusal.For(Condition.RouteUnknown), one, one];
        RequestRecord[] records = [.. refusals.Select((refusal, i) => MakeRecord($"req_{i}", Noon.AddSeconds(i)) with { Refusal = refusal })];

        // Four in one batch, and the rest in batches of their own that go on with the same block.
        await Stores.RequestLog.AppendAsync(records[..4], Token);
        foreach (var record in records[4..])
        {
            await Stores.RequestLog.AppendAsync([record], Token);
        }

        var page = await Stores.RequestLog.SearchAsync(new(), Token);

        const string One = "{\"limit\":60,\"window\":\"1 minute\",\"retryAfter\":7}";
        const string Other = "{\"limit\":60,\"window\":\"1 minute\",\"retryAfter\":6}";
        Assert.Equal([One, One, null, Other, Other, One, null, One, One], page.Entries.Select(entry => entry.Arguments));
        Assert.Equal(Other, (await Stores.RequestLog.FindAsync("req_5", Token))!.Arguments);
    }

    [Fact]
    public async Task Requests_are_searched_by_each_field()
    {
        await Stores.RequestLog.AppendAsync(
            [
                MakeRecord("req_1", Noon) with { AccountId = "acct_a", Status = 404, Code = "gone" },
                MakeRecord("req_2", Noon.AddSeconds(1)) with { Api = "other", Method = "POST", Route = "/other/things" },
                MakeRecord("req_3", Noon.AddSeconds(2)) with { AccountId = "acct_a" },
                MakeRecord("req_4", Noon.AddSeconds(2.5)) with { Status = 500, Code = "broken", Route = "/own/items/{id}" },
            ],
            Token);

        Assert.Equal(["req_4", "req_3", "req_2", "req_1"], await SearchAsync(new()));
        Assert.Equal(["req_2"], await SearchAsync(new() { Api = "other" }));
        Assert.Equal(["req_3", "req_1"], await SearchAsync(new() { AccountId = "acct_a" }));
        Assert.Equal(["req_2"], await SearchAsync(new() { Method = "POST" }));
        Assert.Equal(["req_3", "req_1"], await SearchAsync(new() { Route = "/own/items" }));
        Assert.Equal(["req_4", "req_3", "req_1"], await SearchAsync(new() { Route = "/own/items*" }));
        Assert.Equal(["req_3", "req_2"], await SearchAsync(new() { Status = 200 }));
        Assert.Equal(["req_4"], await SearchAsync(new() { Status = 500 }));
        Assert.Equal(["req_1"], await SearchAsync(new() { Code = "gone" }));
        Assert.Equal(["req_4", "req_3"], await SearchAsync(new() { From = Noon.AddSeconds(2) }));
        Assert.Equal(["req_4"], await SearchAsync(new() { From = Noon.AddSeconds(2).AddTicks(1) }));
        Assert.Equal(["req_2", "req_1"], await SearchAsync(new() { To = Noon.AddSeconds(2) }));
        Assert.Equal(["req_3", "req_2", "req_1"], await SearchAsync(new() { To = Noon.AddSeconds(2).AddTicks(1) }));
        Assert.Equal(
            ["req_1"],
            await SearchAsync(new() { AccountId = "acct_a", Status = 404, Code = "gone", Method = "GET", From = Noon, To = Noon.AddTicks(1) }));

        async Task<string[]> SearchAsync(RequestLogQuery query) => [.. (await Stores.RequestLog.SearchAsync(query, Token)).Entries.Select(entry => entry.Id)];
    }

    [Fact]
    public async Task Search_pages_newest_first_by_time_and_not_by_arrival()
    {
        for (var i = 0; i < 25; i++)
        {
            // They arrive in an order of their own.
            await Stores.RequestLog.AppendAsync([MakeRecord($"req_{i * 7 % 25:00}", Noon.AddSeconds(i * 7 % 25))], Token);
        }

        var ids = new List<string>();
        RequestLogPage? page = null;
        do
        {
            page = await Stores.RequestLog.SearchAsync(new RequestLogQuery { Limit = 10, Cursor = page?.Cursor }, Token);
            ids.AddRange(page.Entries.Select(entry => entry.Id));
        }
        while (page.Cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"req_{i:00}"), ids);
    }

    [Fact]
    public async Task Requests_of_one_moment_are_all_kept_and_a_batch_that_comes_again_is_kept_once()
    {
        await Stores.RequestLog.AppendAsync([.. Enumerable.Range(0, 3_000).Select(i => MakeRecord($"req_{i}", Noon))], Token);
        await Stores.RequestLog.AppendAsync([.. Enumerable.Range(0, 3_001).Select(i => MakeRecord($"req_{i}", Noon) with { Status = 500 })], Token);

        Assert.Equal(200, (await Stores.RequestLog.FindAsync("req_0", Token))!.Status);
        Assert.Equal(200, (await Stores.RequestLog.FindAsync("req_2999", Token))!.Status);
        Assert.Equal(500, (await Stores.RequestLog.FindAsync("req_3000", Token))!.Status);
        Assert.Equal(3_001, await CountAsync());
    }

    [Fact]
    public async Task Request_that_took_long_is_found_by_id_and_stands_where_it_began()
    {
        await Stores.RequestLog.AppendAsync([MakeRecord("req_0000000000000001", Noon), MakeRecord("req_0000000000000003", Noon.AddSeconds(2))], Token);
        await Stores.RequestLog.AppendAsync(
            [MakeRecord("req_0000000000000005", Noon.AddSeconds(4)), MakeRecord("req_0000000000000002", Noon.AddSeconds(1))],
            Token);
        await Stores.RequestLog.AppendAsync([.. Enumerable.Range(6, 3_000).Select(i => MakeRecord($"req_{i:x16}", Noon.AddSeconds(i - 1)))], Token);
        await Stores.RequestLog.AppendAsync([MakeRecord("req_0000000000000004", Noon.AddSeconds(3))], Token);

        for (var i = 1; i < 3_006; i++)
        {
            Assert.Equal(Noon.AddSeconds(i - 1), (await Stores.RequestLog.FindAsync($"req_{i:x16}", Token))?.At);
        }

        var page = await Stores.RequestLog.SearchAsync(new RequestLogQuery { To = Noon.AddSeconds(6) }, Token);
        Assert.Equal(Enumerable.Range(1, 6).Reverse().Select(i => $"req_{i:x16}"), page.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Ids_of_other_lengths_and_prefixes_are_found_beside_each_other()
    {
        string[] ids = ["a", "ab", "req_1", "req_00000001", "req_0000000100", "req_0000000a", "REQ_00000001", "req_00000000", "zzzzzzzzzzzz", "req_é0000001"];
        await Stores.RequestLog.AppendAsync([.. ids.Select(id => MakeRecord(id, Noon))], Token);
        await Stores.RequestLog.AppendAsync([MakeRecord("req_00000005", Noon)], Token);

        foreach (var id in ids.Append("req_00000005"))
        {
            Assert.Equal(id, (await Stores.RequestLog.FindAsync(id, Token))?.Id);
        }

        Assert.Null(await Stores.RequestLog.FindAsync("req_00000002", Token));
        Assert.Null(await Stores.RequestLog.FindAsync("req_0000000", Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Requests_of_every_shape_come_back_as_they_were(int seed)
    {
        var random = new Random(seed);
        string?[] texts = [null, string.Empty, "a", "list", "/own/items/{id}", "Grüße", new('x', 300), "\0\n\"", "key_0123456789"];
        IPAddress?[] addresses = [null, IPAddress.Loopback, IPAddress.Parse("203.0.113.7"), IPAddress.Parse("2001:db8::1")];
        Refusal?[] refusals =
        [
            null, Refusal.For(Condition.CredentialUnknown), Refusal.OverLimit(60, "1 minute", 7), Refusal.Missing("Job", "job_1"),
            Refusal.WithCode("own").BecauseOf(new InvalidOperationException("because")),
        ];
        var records = new List<RequestRecord>();
        while (records.Count < 4_000)
        {
            var made = Make($"req_{records.Count:x16}");
            records.Add(records.Count == 0 || random.Next(2) == 0 ? made : Changed(records[^1], made));
        }

        for (int from = 0, count; from < records.Count; from += count)
        {
            count = Math.Min(random.Next(1, random.Next(2) == 0 ? 10 : 900), records.Count - from);
            await Stores.RequestLog.AppendAsync(records.GetRange(from, count), Token);
        }

        foreach (var record in records)
        {
            Assert.Equal(RequestLogEntries.Of(record), await Stores.RequestLog.FindAsync(record.Id, Token));
        }

        RequestRecord Make(string id) => new()
        {
            Id = id,
            At = Noon.AddTicks(random.NextInt64(-TimeSpan.TicksPerHour, TimeSpan.TicksPerHour)),
            Api = Pick(texts) ?? "own",
            Operation = Pick(texts),
            Method = Pick(texts) ?? "GET",
            Route = Pick(texts) ?? "/own",
            Status = random.Next(100, 600),
            Code = Pick(texts),
            Refusal = Pick(refusals),
            KeyId = Pick(texts),
            AccountId = Pick(texts),
            Address = Pick(addresses),
            Duration = TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerDay)),
            RequestBytes = random.NextInt64(),
            ResponseBytes = random.Next(),
            InboundId = Pick(texts),
        };

        RequestRecord Changed(RequestRecord before, RequestRecord other) => random.Next(4) switch
        {
            0 => before with { Id = other.Id, At = other.At, Refusal = other.Refusal, Code = other.Code },
            1 => before with { Id = other.Id, At = other.At, Status = other.Status, ResponseBytes = other.ResponseBytes },
            2 => before with { Id = other.Id, At = other.At, KeyId = other.KeyId, InboundId = other.InboundId },
            _ => before with { Id = other.Id, At = other.At },
        };

        T Pick<T>(T[] values) => values[random.Next(values.Length)];
    }

    [Fact]
    public async Task Request_with_the_longest_texts_is_kept_whole()
    {
        var route = "/own/" + new string('é', 250);
        var inbound = new string('~', 128);
        var refusal = Refusal.WithCode("own", ("text", new string('ü', 1_900))).BecauseOf(new InternalCause(new string('€', 3_000)));
        await Stores.RequestLog.AppendAsync(
            [.. Enumerable.Range(0, 100).Select(
                i => MakeRecord(
                    $"req_{i:x16}",
                    Noon.AddSeconds(i)) with { Route = route, InboundId = inbound + i, Refusal = refusal, RequestBytes = long.MaxValue, Status = 500 })],
            Token);

        for (var i = 0; i < 100; i++)
        {
            var entry = await Stores.RequestLog.FindAsync($"req_{i:x16}", Token);
            Assert.Equal((route, inbound + i, long.MaxValue, 2_000), (entry!.Route, entry.InboundId, entry.RequestBytes, entry.Cause!.Length));
            Assert.Contains(new string('ü', 1_900), entry.Arguments, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Flood_of_anonymous_requests_pushes_out_no_other_entry()
    {
        const int Batch = 4_000;
        await Stores.RequestLog.AppendAsync(
            [
                MakeRecord(
                    "req_0000000000000001",
                    Noon) with { KeyId = "key_operator", AccountId = "acct_operator", Method = "POST", Route = "/lintel/v1/keys/{id}/revoke" },
                MakeRecord("req_0000000000000002", Noon) with { KeyId = "key_1", AccountId = "acct_1", Status = 403 },
                MakeRecord("req_0000000000000003", Noon) with { Status = 401 },
            ],
            Token);
        for (var i = 0; i < 5 * Batch; i += Batch)
        {
            await Stores.RequestLog.AppendAsync(
                [.. Enumerable.Range(i, Batch).Select(n => MakeRecord($"req_1{n:x15}", Noon.AddMilliseconds(n)) with { Status = 404 })],
                Token);
        }

        var removed = 0;
        while (await Stores.RequestLog.TrimAsync(Noon, new RequestLogLimits(Anonymous: 1_000, Refused: 10, Admitted: 10), Token) is > 0 and var piece)
        {
            removed += piece;
        }

        Assert.InRange(removed, (4 * Batch) + 1, (5 * Batch) + 1);
        Assert.NotNull(await Stores.RequestLog.FindAsync("req_0000000000000001", Token));
        Assert.NotNull(await Stores.RequestLog.FindAsync("req_0000000000000002", Token));
        Assert.Null(await Stores.RequestLog.FindAsync("req_0000000000000003", Token));
        Assert.Equal(
            ["acct_operator"],
            (await Stores.RequestLog.SearchAsync(new() { AccountId = "acct_operator" }, Token)).Entries.Select(entry => entry.AccountId));
    }

    [Fact]
    public async Task Trim_keeps_of_each_kind_of_traffic_its_own_number()
    {
        for (var i = 0; i < 30; i++)
        {
            await Stores.RequestLog.AppendAsync(
                [.. Enumerable.Range(i * 300, 300).Select(
                    n => MakeRecord($"req_{n:x16}", Noon.AddSeconds(n)) with { AccountId = n % 3 == 0 ? null : "acct_1", Status = n % 3 == 1 ? 403 : 200 })],
                Token);
        }

        while (await Stores.RequestLog.TrimAsync(Noon, new RequestLogLimits(Anonymous: 0, Refused: 3_000, Admitted: 0), Token) > 0)
        {
            // Piece by piece.
        }

        Assert.Equal(3_000, await CountAsync());
        Assert.Equal(200, (await Stores.RequestLog.SearchAsync(new() { Status = 403, Limit = 200 }, Token)).Entries.Count);
    }

    [Fact]
    public async Task Trim_removes_what_is_old()
    {
        // A store may keep entries of one day together; these are of three.
        const int Batch = 500;
        for (var i = 0; i < 3 * Batch; i += Batch)
        {
            await Stores.RequestLog.AppendAsync(
                [.. Enumerable.Range(i, Batch).Select(n => MakeRecord($"req_{n:x16}", Noon.AddDays((n / Batch) - 2).AddSeconds(n)))], Token);
        }

        Assert.Equal(2 * Batch, await Stores.RequestLog.TrimAsync(Noon.AddHours(-11), Keep(100_000), Token));
        Assert.Equal(0, await Stores.RequestLog.TrimAsync(Noon.AddHours(-11), Keep(100_000), Token));
        Assert.Equal(Batch, await CountAsync());
        Assert.Null(await Stores.RequestLog.FindAsync($"req_{(2 * Batch) - 1:x16}", Token));
        Assert.NotNull(await Stores.RequestLog.FindAsync($"req_{2 * Batch:x16}", Token));
    }

    [Fact]
    public async Task Trim_removes_what_is_too_many_in_pieces()
    {
        const int Batch = 500;
        for (var i = 0; i < 60 * Batch; i += Batch)
        {
            await Stores.RequestLog.AppendAsync([.. Enumerable.Range(i, Batch).Select(n => MakeRecord($"req_{n:x16}", Noon.AddSeconds(n)))], Token);
        }

        Assert.Equal(10_000, await Stores.RequestLog.TrimAsync(Noon, Keep(7_000), Token));
        Assert.Equal(10_000, await Stores.RequestLog.TrimAsync(Noon, Keep(7_000), Token));
        Assert.Equal(3_000, await Stores.RequestLog.TrimAsync(Noon, Keep(7_000), Token));
        Assert.Equal(0, await Stores.RequestLog.TrimAsync(Noon, Keep(7_000), Token));
        Assert.Equal(7_000, await CountAsync());
        Assert.NotNull(await Stores.RequestLog.FindAsync($"req_{23_000:x16}", Token));
        Assert.Null(await Stores.RequestLog.FindAsync($"req_{22_999:x16}", Token));
    }

    private static User MakeUser(string id, string login) =>
        new() { Id = id, Api = "shop", AccountId = "acct_a", Login = login, PasswordHash = "hash", CreatedAt = Noon };

    private static Session MakeSession(string id, byte number, DateTimeOffset createdAt) => new()
    {
        Id = id,
        Hash = [.. Enumerable.Repeat(number, 32)],
        Api = "shop",
        AccountId = "acct_a",
        UserId = "usr_a",
        CreatedAt = createdAt,
        ExpiresAt = createdAt.AddDays(1),
    };

    private static Account MakeAccount(string id) =>
        new() { Id = id, Api = "own", Name = "Company", Plan = "starter", Subscription = "active", CreatedAt = Noon };

    private static ApiKey MakeKey(string id, params int[] handles) => new()
    {
        Id = id,
        Api = "own",
        AccountId = "acct_a",
        Environment = "live",
        Name = "Key",
        State = KeyState.Active,
        CreatedAt = Noon,
        Secrets = [.. handles.Select((handle, place) => new KeySecret(
            new KeyHandle(new UInt128((ulong)handle, 1)),
            new SecretDigest((UInt128)handle << 64, (UInt128)handle),
            place == 0 ? SecretHash.Hmac : SecretHash.Sha256,
            1,
            "tk_live_…abcd",
            place == 0 ? null : Noon.AddHours(1)))],
    };

    private static RequestLogLimits Keep(long entries) => new(entries, entries, entries);

    private static RequestRecord MakeRecord(string id, DateTimeOffset at) => new()
    {
        Id = id,
        At = at,
        Api = "own",
        Method = "GET",
        Route = "/own/items",
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(1.5),
    };

    private static void AssertSame(ApiKey expected, ApiKey? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(
            expected with { Scopes = [], Addresses = [], Limits = actual.Limits, Metadata = actual.Metadata, Secrets = [] },
            actual with { Scopes = [], Addresses = [], Secrets = [] });
        Assert.Equal(expected.Scopes, actual.Scopes);
        Assert.Equal(expected.Addresses, actual.Addresses);
        Assert.Equal(expected.Limits, actual.Limits);
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.Secrets, actual.Secrets);
    }

    private ValueTask<ApiKey?> FindAsync(int handle) => Stores.Keys.FindByHandleAsync(new KeyHandle(new UInt128((ulong)handle, 1)), Token);

    private async Task<int> CountAsync()
    {
        var count = 0;
        RequestLogPage? page = null;
        do
        {
            page = await Stores.RequestLog.SearchAsync(new RequestLogQuery { Limit = 200, Cursor = page?.Cursor }, Token);
            count += page.Entries.Count;
        }
        while (page.Cursor is not null);
        return count;
    }
}
