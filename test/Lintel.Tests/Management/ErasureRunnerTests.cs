using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Erasures;
using Lintel.Keys;
using Lintel.Management;
using Lintel.Management.PersonalData;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Lintel.Telemetry;
using Lintel.Testing;
using Lintel.Tests.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lintel.Tests.Management;

/// <summary>Erasures that are interrupted, refused, or run by two processes at once.</summary>
public sealed class ErasureRunnerTests(PostgresServer server)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);
    private static readonly Pepper Pepper = Pepper.Parse("1:" + new string('p', Pepper.MinLength));
    private static readonly AuditChain Chain = new(Pepper);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erasure_that_stops_between_two_steps_goes_on_there()
    {
        var stores = new InMemoryStores();
        await FillAsync(stores);
        var module = new Module { Fails = true };
        await using var node = new Node(stores, module);

        await node.Runner.RunAsync("acct_a");

        // People are gone, the account has its new name, and the request log is untouched.
        var stopped = (await stores.Erasures.FindAsync("acct_a", Token))!;
        Assert.Equal((ErasureStep.Records, null), (stopped.Step, stopped.EndedAt));
        Assert.Null(await stores.Sessions.FindUserAsync("usr_a", Token));
        Assert.Equal(Erasure.ErasedName, (await stores.Accounts.FindAsync("acct_a", Token))!.Name);
        Assert.Equal("of-a", (await stores.RequestLog.FindAsync("req_a", Token))!.InboundId);

        // A change of a person that was under way ends now, when nothing but the erasure knows whose it was.
        await stores.Audit.BeginAsync(new AuditEntry { RequestId = "req_b", At = Noon, Operation = "PATCH /users/{id}" }, Chain, Token);
        await stores.Audit.EndAsync("req_b", new AuditOutcome("done", "usr_a", [new AuditChange("login", null, "ada@brook.example")]), Chain, Token);
        module.Fails = false;
        await using var next = new Node(stores, module);
        await next.Runner.RunAsync("acct_a");

        var ended = (await stores.Erasures.FindAsync("acct_a", Token))!;
        Assert.NotNull(ended.EndedAt);
        Assert.Equal((1, 1), (ended.Requests, ended.Changes));
        Assert.Null((await stores.RequestLog.FindAsync("req_a", Token))!.InboundId);
        Assert.Null(Assert.Single((await stores.Audit.SearchAsync(new AuditQuery { Target = "usr_a" }, Token)).Entries).Changes[0].After);
    }

    [Fact]
    public async Task Account_of_an_API_that_this_process_does_not_serve_is_erased()
    {
        var stores = new InMemoryStores();
        await FillAsync(stores);
        await using var node = new Node(stores);

        await node.Runner.RunAsync("acct_a");

        Assert.NotNull((await stores.Erasures.FindAsync("acct_a", Token))!.EndedAt);
        var account = (await stores.Accounts.FindAsync("acct_a", Token))!;
        Assert.Equal((Erasure.ErasedName, null, 0), (account.Name, account.ExternalId, account.Metadata.Count));
        Assert.NotNull(account.SuspendedAt);
    }

    [Fact]
    public async Task Process_whose_erasure_another_has_claimed_ends_its_run_and_writes_nothing()
    {
        var stores = new InMemoryStores();
        await FillAsync(stores);
        var module = new Module { Gate = new TaskCompletionSource() };
        await using var slow = new Node(stores, module);
        await using var quick = new Node(stores);
        var run = slow.Runner.RunAsync("acct_a");
        await module.Called.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await quick.Runner.RunAsync("acct_a");
        var ended = await stores.Erasures.FindAsync("acct_a", Token);
        module.Gate.SetResult();
        await run;

        Assert.NotNull(ended!.EndedAt);
        Assert.Equal(ended, await stores.Erasures.FindAsync("acct_a", Token));
    }

    [Fact]
    public async Task Erasure_that_takes_long_holds_up_neither_the_loop_nor_others()
    {
        var stores = new InMemoryStores();
        await FillAsync(stores);
        await stores.Erasures.BeginAsync(new Erasure { SubjectId = "usr_other", AccountId = "acct_other", BegunAt = Noon.AddHours(1) }, Token);
        var module = new Module { Gate = new TaskCompletionSource() };
        await using var node = new Node(stores, module);
        var loops = new BackgroundLoops(node.Clock);
        using var sweep = new ErasureSweep(stores, node.Runner, node.Clock, loops, NullLogger<ErasureSweep>.Instance);
        await sweep.StartAsync(Token);

        var deadline = TimeProvider.System.GetTimestamp();
        while ((await stores.Erasures.FindAsync("usr_other", Token))!.EndedAt is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30), "The erasure of another did not end.");
            node.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Null((await stores.Erasures.FindAsync("acct_a", Token))!.EndedAt);
        module.Gate.SetResult();
        await node.Runner.RunAsync("acct_a");
        await sweep.StopAsync(Token);
    }

    [Fact]
    public async Task Erasure_waits_for_what_other_nodes_have_not_logged_yet()
    {
        var database = await server.CreateDatabaseAsync();
        await using var first = await TestNode.JoinAsync(database);
        await using var second = await TestNode.JoinAsync(database);
        await FillAsync(first.Stores);
        await using var node = new Node(first.Stores);
        await using var other = new Node(second.Stores);

        await node.Runner.RunAsync("acct_a");
        var waiting = (await first.Stores.Erasures.FindAsync("acct_a", Token))!;
        Assert.Equal((ErasureStep.LateRecords, null, 1), (waiting.Step, waiting.EndedAt, waiting.Requests));
        await other.Runner.RunAsync("acct_a");
        Assert.Equal(waiting, await first.Stores.Erasures.FindAsync("acct_a", Token));

        await second.Stores.RequestLog.AppendAsync([Request("req_late")], Token);
        await first.Stores.Erasures.RenewAsync(waiting, TimeSpan.Zero, Token);
        await other.Runner.RunAsync("acct_a");

        var ended = (await first.Stores.Erasures.FindAsync("acct_a", Token))!;
        Assert.NotNull(ended.EndedAt);
        Assert.Equal(2, ended.Requests);
        Assert.Null((await first.Stores.RequestLog.FindAsync("req_late", Token))!.InboundId);
    }

    private static async Task FillAsync(ILintelStores stores)
    {
        await stores.Accounts.AddAsync(
            new Account
            {
                Id = "acct_a",
                Api = "shop",
                Name = "Brook Dairy",
                Plan = "starter",
                Subscription = "active",
                ExternalId = "crm-brook",
                Metadata = new Dictionary<string, string> { ["contact"] = "Ada of Brook" },
                CreatedAt = Noon,
            },
            Token);
        await stores.Sessions.AddUserAsync(
            new User { Id = "usr_a", Api = "shop", AccountId = "acct_a", Login = "ada@brook.example", PasswordHash = "hash", CreatedAt = Noon },
            account: null,
            session: null,
            Token);
        await stores.RequestLog.AppendAsync([Request("req_a")], Token);
        await stores.Erasures.BeginAsync(new Erasure { SubjectId = "acct_a", AccountId = "acct_a", BegunAt = Noon }, Token);
    }

    private static RequestRecord Request(string id) => new()
    {
        Id = id,
        At = Noon,
        Api = "shop",
        Operation = "items.get",
        Method = "GET",
        Route = "/shop/items",
        Status = 200,
        AccountId = "acct_a",
        InboundId = "of-a",
        Duration = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>A process that runs erasures, with no API.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly RequestLogWriter _log;

        public Node(ILintelStores stores, params IAccountRecords[] modules)
        {
            _log = new RequestLogWriter(stores.RequestLog, Clock);
            var accounts = new AccountCache(stores.Accounts, Clock);
            var sessions = new SessionService(stores.Sessions, new SessionCache(stores.Sessions, Clock), [], Clock);
            Runner = new ErasureRunner(
                stores,
                Chain,
                _log,
                new AccountService(stores.Accounts, accounts, [], Clock),
                new KeyService(stores.Keys, accounts, new KeyCache(stores.Keys, Clock), Pepper, [], "live", Clock),
                new UserService(stores.Sessions, sessions, Clock),
                modules,
                new IdempotencyRecords(stores, [], Pepper, Clock, NullLogger<IdempotencyRecords>.Instance),
                Clock,
                new Lifetime(),
                NullLogger<ErasureRunner>.Instance);
        }

        public ManualClock Clock { get; } = new();

        public ErasureRunner Runner { get; }

        public ValueTask DisposeAsync() => _log.DisposeAsync();
    }

    private sealed class Module : IAccountRecords
    {
        public bool Fails { get; set; }

        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IAsyncEnumerable<AccountRecord> ReadAsync(string accountId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EraseAsync(string accountId, CancellationToken cancellationToken)
        {
            Called.TrySetResult();
            return Fails ? throw new StoreUnavailableException("The module's database is away.") : Gate?.Task ?? Task.CompletedTask;
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
