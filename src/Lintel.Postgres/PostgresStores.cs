using Lintel.Accounts;
using Lintel.Audit;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Storage;
using Lintel.Stores;
using Lintel.Tokens;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// Lintel's own stores in two schemas of a PostgreSQL database: <c>lintel</c> with keys, accounts, sessions and durable counts, and <c>lintel_requests</c> with
/// the request log.
/// </summary>
internal sealed class PostgresStores : ILintelStores, IAsyncDisposable
{
    private const string LintelSchema = "lintel";
    private const string RequestsSchema = "lintel_requests";

    private readonly PostgresProcess _process;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresDatabase _lintel;
    private readonly PostgresDatabase _requests;
    private readonly RequestLogStore _requestLog;
    private int _disposed;

    private PostgresStores(NpgsqlDataSource source, PostgresProcess process, PostgresDatabase lintel, PostgresDatabase requests, TimeProvider time)
    {
        _source = source;
        _process = process;
        _lintel = lintel;
        _requests = requests;
        Keys = new KeyStore(lintel);
        Accounts = new AccountStore(lintel);
        Sessions = new SessionStore(lintel);
        TokenRevocations = new TokenRevocationStore(lintel);
        RateLimits = new RateLimitStore(lintel, time);
        PepperChecks = new PepperCheckStore(lintel);
        SealedAnswers = new SealedAnswerStore(lintel);
        Audit = new AuditStore(lintel);
        _requestLog = new RequestLogStore(requests);
    }

    /// <summary>Canceled once the database is another process', because this one had lost its connection.</summary>
    public CancellationToken Lost => _process.Lost;

    /// <summary>The default wait for another process that uses the database: 5 seconds.</summary>
    public static TimeSpan DefaultWait { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public IKeyStore Keys { get; }

    /// <inheritdoc/>
    public IAccountStore Accounts { get; }

    /// <inheritdoc/>
    public ISessionStore Sessions { get; }

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
    public IRequestLogStore RequestLog => _requestLog;

    /// <summary>Connects, takes the database for this process, creates the schemas where there are none, and brings their tables up to date.</summary>
    /// <param name="connectionString">What Npgsql reads; what it does not say has defaults for a process among several.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="wait">How long to wait for another process that uses the database, as a restart needs; null for 5 seconds.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is none.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, belongs to another process, or is newer than this release.</exception>
    public static async Task<PostgresStores> OpenAsync(string connectionString, TimeProvider? time = null, TimeSpan? wait = null)
    {
        time ??= TimeProvider.System;
        var source = PostgresSource.Create(connectionString);
        PostgresProcess? process = null;
        try
        {
            process = await PostgresProcess.EnterAsync(connectionString, PostgresSource.NameOf(source, LintelSchema), wait ?? DefaultWait);
            var lintel = await PostgresDatabase.OpenAsync(source, LintelSchema, PostgresTables.Lintel, process);
            await process.WatchAsync();
            var requests = await PostgresDatabase.OpenAsync(source, RequestsSchema, PostgresTables.Requests, process);
            return new PostgresStores(source, process, lintel, requests, time);
        }
        catch
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }

            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens another schema of the process.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="migrations">Its scripts.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened, or is newer than the scripts.</exception>
    public Task<PostgresDatabase> OpenSchemaAsync(string schema, IReadOnlyList<string> migrations) =>
        PostgresDatabase.OpenAsync(_source, schema, migrations, _process);

    /// <summary>Waits for what is under way, gives the database up, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _lintel.DisposeAsync();
        await _requests.DisposeAsync();
        _requestLog.Close();
        await _process.DisposeAsync();
        await _source.DisposeAsync();
    }
}
