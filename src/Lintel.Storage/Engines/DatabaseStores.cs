using Lintel.Accounts;
using Lintel.Audit;
using Lintel.Caching;
using Lintel.Cluster;
using Lintel.Erasures;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Lintel.Tokens;

namespace Lintel.Storage;

/// <summary>Lintel's own stores in two databases of one engine: one for the records, and one for the request log, which is written all the time.</summary>
internal abstract class DatabaseStores : ILintelStores, IAsyncDisposable
{
    private readonly IDatabase _lintel;
    private readonly IDatabase _requests;
    private int _disposed;

    /// <param name="lintel">The database with keys, accounts, sessions and durable counts, which is closed with this.</param>
    /// <param name="requests">The database with the request log, likewise.</param>
    /// <param name="requestLog">The request log in it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="records">The database <paramref name="lintel"/> for what nodes keep in memory; null for no difference.</param>
    protected DatabaseStores(IDatabase lintel, IDatabase requests, IRequestLogStore requestLog, TimeProvider time, IDatabase? records = null)
    {
        _lintel = lintel;
        _requests = requests;
        Keys = new KeyStore(records ?? lintel, Events);
        Accounts = new AccountStore(records ?? lintel, Events);
        EventMarks = new EventMarks(lintel, Events);
        ContractVersions = new ContractVersionStore(lintel);
        Sessions = new SessionStore(records ?? lintel);
        Operators = new OperatorStore(records ?? lintel);
        TokenRevocations = new TokenRevocationStore(records ?? lintel);
        RateLimits = new RateLimitStore(lintel, time);
        PepperChecks = new PepperCheckStore(lintel);
        SealedAnswers = new SealedAnswerStore(lintel);
        Audit = new AuditStore(lintel);
        Erasures = new ErasureStore(lintel, time);
        RequestLog = requestLog;
    }

    /// <summary>The database of the records, which has the tables of webhooks.</summary>
    public IDatabase Records => _lintel;

    /// <summary>The place where the stores leave events.</summary>
    public EventHook Events { get; } = new();

    /// <summary>Has events told once.</summary>
    public EventMarks EventMarks { get; }

    /// <summary>Keeps the contracts that ran last.</summary>
    public ContractVersionStore ContractVersions { get; }

    /// <inheritdoc/>
    public IKeyStore Keys { get; }

    /// <inheritdoc/>
    public IAccountStore Accounts { get; }

    /// <inheritdoc/>
    public ISessionStore Sessions { get; }

    /// <inheritdoc/>
    public IOperatorStore Operators { get; }

    /// <inheritdoc/>
    public ITokenRevocationStore TokenRevocations { get; }

    /// <inheritdoc/>
    public IRateLimitStore RateLimits { get; }

    /// <inheritdoc/>
    public IPepperCheckStore PepperChecks { get; }

    /// <inheritdoc/>
    public ISealedAnswerStore SealedAnswers { get; }

    /// <inheritdoc/>
    public IAuditStore Audit { get; }

    /// <inheritdoc/>
    public IErasureStore Erasures { get; }

    /// <inheritdoc/>
    public IRequestLogStore RequestLog { get; }

    /// <inheritdoc/>
    public abstract INodes Nodes { get; }

    /// <inheritdoc/>
    public virtual IEngineState? Engine => null;

    /// <inheritdoc/>
    public virtual CacheTrust? Trust => null;

    /// <inheritdoc/>
    public virtual bool AreShared => false;

    /// <inheritdoc/>
    public IReadOnlyList<SetAsideFile> SetAside { get; protected init; } = [];

    /// <summary>Closes the databases when what waits is written, and gives up what they are kept in.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _lintel.DisposeAsync();
        await _requests.DisposeAsync();
        await ReleaseAsync();
    }

    /// <summary>Gives up what the databases are kept in. They are closed.</summary>
    protected abstract ValueTask ReleaseAsync();
}
