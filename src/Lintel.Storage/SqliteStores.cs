using Lintel.Accounts;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;

namespace Lintel.Storage;

/// <summary>
/// Lintel's own stores in two SQLite files: <c>lintel.db</c> with keys, accounts, sessions and durable counts, and <c>requests.db</c> with the request log, which
/// is written all the time and may be thrown away.
/// </summary>
public sealed class SqliteStores : ILintelStores, IAsyncDisposable
{
    private readonly SqliteDatabase _lintel;
    private readonly SqliteDatabase _requests;
    private readonly RequestLogStore _requestLog;

    private SqliteStores(SqliteDatabase lintel, SqliteDatabase requests, TimeProvider time)
    {
        _lintel = lintel;
        _requests = requests;
        Keys = new KeyStore(lintel);
        Accounts = new AccountStore(lintel);
        Sessions = new SessionStore(lintel);
        RateLimits = new RateLimitStore(lintel, time);
        PepperChecks = new PepperCheckStore(lintel);
        _requestLog = new RequestLogStore(requests);
    }

    /// <inheritdoc/>
    public IKeyStore Keys { get; }

    /// <inheritdoc/>
    public IAccountStore Accounts { get; }

    /// <inheritdoc/>
    public ISessionStore Sessions { get; }

    /// <inheritdoc/>
    public IRateLimitStore RateLimits { get; }

    /// <inheritdoc/>
    public IPepperCheckStore PepperChecks { get; }

    /// <inheritdoc/>
    public IRequestLogStore RequestLog => _requestLog;

    /// <summary>Opens both files, creates them where there are none, and brings their tables up to date.</summary>
    /// <param name="dataDirectory">The folder, which must exist.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="StoreUnavailableException">A file cannot be opened or is newer than this release.</exception>
    public static SqliteStores Open(string dataDirectory, TimeProvider? time = null)
    {
        var lintel = SqliteDatabase.Open(Path.Combine(dataDirectory, "lintel.db"), StoreMigrations.Lintel);
        try
        {
            var requests = SqliteDatabase.Open(Path.Combine(dataDirectory, "requests.db"), StoreMigrations.Requests);
            return new SqliteStores(lintel, requests, time ?? TimeProvider.System);
        }
        catch
        {
            // Nothing waits to be written yet, so this ends at once.
            lintel.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lintel.DisposeAsync();
        await _requests.DisposeAsync();
        _requestLog.Dispose();
    }
}
