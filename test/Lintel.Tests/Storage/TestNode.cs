using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.Postgres;
using Lintel.RateLimits;
using Lintel.Sessions;
using Lintel.Testing;
using Lintel.Tokens;

namespace Lintel.Tests.Storage;

/// <summary>A node with the memory of a real one, which may be held while it applies changes.</summary>
internal sealed class TestNode : IAsyncDisposable, IChangeSink
{
    private readonly MemoryOfRecords _memory;
    private TaskCompletionSource _gate = new();

    private TestNode(PostgresStores stores)
    {
        Stores = stores;
        var time = new ManualClock();
        Keys = new KeyCache(stores.Keys, time, trust: stores.Trust);
        Accounts = new AccountCache(stores.Accounts, time, trust: stores.Trust);
        Sessions = new SessionCache(stores.Sessions, time, trust: stores.Trust);
        Operators = new OperatorCache(stores.Operators, time, trust: stores.Trust);
        Tokens = new TokenRevocations(stores.TokenRevocations, time, stores.Trust);
        _memory = new MemoryOfRecords(Keys, Accounts, Sessions, Operators, Tokens, Limiters);
        _gate.SetResult();
    }

    public PostgresStores Stores { get; }

    public KeyCache Keys { get; }

    public AccountCache Accounts { get; }

    public SessionCache Sessions { get; }

    public OperatorCache Operators { get; }

    public TokenRevocations Tokens { get; }

    public RateLimiters Limiters { get; } = new();

    public INodes Nodes => Stores.Nodes;

    /// <summary>The number of times that changes were to be applied, none of them included.</summary>
    public int Applications { get; private set; }

    /// <summary>The number of times that everything was forgotten.</summary>
    public int Forgettings { get; private set; }

    /// <summary>The APIs whose contracts differed when it joined.</summary>
    public IReadOnlyList<string> Differing { get; private set; } = [];

    /// <summary>An account that no store has yet.</summary>
    public static Account Account() => new()
    {
        Id = "acct_a",
        Api = "shop",
        Name = "Company",
        Plan = "free",
        Subscription = "active",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    public static async Task<TestNode> JoinAsync(
        string connectionString,
        NodeDescription? description = null,
        NodeTimes? times = null,
        IReadOnlyList<IEngineState>? engines = null,
        IChangeSignal? signal = null)
    {
        var node = new TestNode(await PostgresStores.OpenAsync(connectionString, times: times));
        try
        {
            node.Differing = await node.Nodes.JoinAsync(description ?? Description("live"), engines ?? [], node, signal, CancellationToken.None);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public static NodeDescription Description(string environment, string digest = "a") =>
        new("1.0.0", environment, new Dictionary<string, string> { ["shop"] = digest, ["other"] = "same" });

    /// <summary>Applies nothing any more, and renews no lease, until it is let go.</summary>
    public void Hold() => _gate = new TaskCompletionSource();

    public void LetGo() => _gate.TrySetResult();

    public async ValueTask ApplyAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        Applications++;
        await _gate.Task.WaitAsync(cancellationToken);
        await _memory.ApplyAsync(changes, cancellationToken);
    }

    public async ValueTask ForgetAllAsync(CancellationToken cancellationToken)
    {
        Forgettings++;
        await _memory.ForgetAllAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => Stores.DisposeAsync();
}
