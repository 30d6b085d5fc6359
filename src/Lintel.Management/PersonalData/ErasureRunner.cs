using System.Collections.Concurrent;
using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Erasures;
using Lintel.Keys;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.PersonalData;

/// <summary>
/// Runs erasures, each once at a time: within this process by its own list, and among several by the claim in the store. Thread-safe.
/// </summary>
internal sealed partial class ErasureRunner(
    ILintelStores stores,
    AuditChain chain,
    RequestLogWriter log,
    AccountService accounts,
    KeyService keys,
    UserService users,
    IEnumerable<IAccountRecords> modules,
    IdempotencyRecords answers,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<ErasureRunner> logger)
{
    // Each reads and writes all the time.
    private const int MostAtOnce = 8;

    private readonly ErasureSteps _steps = new(stores, chain, log, accounts, keys, users, modules, answers, time);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _running = new(StringComparer.Ordinal);

    /// <summary>Runs an erasure, or joins the run of its account or person that is under way.</summary>
    /// <returns>
    /// Done when it has ended, waits for other nodes, was interrupted, or is run by another process; <see cref="Start"/> goes on with it later.
    /// </returns>
    public Task RunAsync(string subjectId) =>
        _running.GetOrAdd(subjectId, _ => new Lazy<Task>(() => Task.Run(() => RunToEndAsync(subjectId)))).Value;

    /// <summary>Starts an erasure unless it is under way, or many are; the next call finds it again.</summary>
    public void Start(string subjectId)
    {
        if (_running.Count < MostAtOnce)
        {
            _ = RunAsync(subjectId);
        }
    }

    private async Task RunToEndAsync(string subjectId)
    {
        try
        {
            await ClaimAndRunAsync(subjectId);
        }
        finally
        {
            _running.TryRemove(subjectId, out _);
        }
    }

    private async Task ClaimAndRunAsync(string subjectId)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        var renewal = Task.CompletedTask;
        ErasureClaim? claim = null;
        try
        {
            if (await stores.Erasures.ClaimAsync(subjectId, ErasureClaim.Lease, ended.Token) is { } erasure)
            {
                claim = new ErasureClaim(stores, erasure, ended);
                renewal = stores.AreShared ? claim.RenewAsync(time) : renewal;
                await _steps.RunAsync(claim);
                claim = null;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The next start goes on, or the process that has claimed it.
        }
        catch (Exception exception)
        {
            LogInterrupted(subjectId, exception);
        }
        finally
        {
            await ended.CancelAsync();
            await renewal;
            await ReleaseAsync(claim);
        }
    }

    // So that whoever looks first goes on with what was interrupted, and need not wait for the end of the lease.
    private static async Task ReleaseAsync(ErasureClaim? interrupted)
    {
        try
        {
            await (interrupted?.ReleaseAsync() ?? Task.CompletedTask);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
        {
            // The lease ends by itself.
        }
    }

    [LoggerMessage(LogLevel.Error, "The erasure of {SubjectId} was interrupted. It goes on within two minutes.")]
    private partial void LogInterrupted(string subjectId, Exception exception);
}
