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
    private readonly RequestLogStore _requestLog;

    private PostgresStores(NpgsqlDataSource source, PostgresProcess process, PostgresDatabase lintel, PostgresDatabase requests, TimeProvider time)
    {
        Source = source;
        _process = process;
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

    /// <summary>The connections, for the other schemas of the process.</summary>
    public NpgsqlDataSource Source { get; }

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
            process = await PostgresProcess.EnterAsync(source, LintelSchema, wait ?? TimeSpan.FromSeconds(5));
            var lintel = await PostgresDatabase.OpenAsync(source, LintelSchema, PostgresTables.Lintel);
            var requests = await PostgresDatabase.OpenAsync(source, RequestsSchema, PostgresTables.Requests);
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

    /// <summary>Gives the database up and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _requestLog.Close();
        await _process.DisposeAsync();
        await Source.DisposeAsync();
    }
}
