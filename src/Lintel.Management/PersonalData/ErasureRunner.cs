using System.Collections.Concurrent;
using Lintel.Accounts;
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
/// Runs erasures, each once at a time. Every step is done in pieces and finds nothing to do the second time, so that one that was interrupted begins again.
/// Thread-safe.
/// </summary>
internal sealed partial class ErasureRunner(
    ILintelStores stores,
    AuditChain chain,
    RequestLogWriter log,
    AccountService accounts,
    KeyService keys,
    UserService users,
    IEnumerable<IAccountRecords> modules,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<ErasureRunner> logger)
{
    private const string Erased = "erased";
    private const int PageLength = 200;

    private static readonly TimeSpan LongestChange = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Lazy<Task>> _running = new(StringComparer.Ordinal);

    /// <summary>Runs an erasure, or joins the run of its account or person that is under way.</summary>
    /// <returns>Done when it has ended, or was interrupted; it goes on by itself then.</returns>
    public Task RunAsync(Erasure erasure) =>
        _running.GetOrAdd(erasure.SubjectId, _ => new Lazy<Task>(() => Task.Run(() => RunToEndAsync(erasure)))).Value;

    private async Task RunToEndAsync(Erasure erasure)
    {
        try
        {
            await EraseAsync(erasure, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (Exception exception)
        {
            LogInterrupted(erasure.SubjectId, exception);
        }
        finally
        {
            _running.TryRemove(erasure.SubjectId, out _);
        }
    }

    // The audit log first, while it is known which people there are; again at the end for what was changed meanwhile.
    private async Task EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> keyIds = erasure.IsOfAccount ? await stores.Erasures.ListKeysAsync(erasure.AccountId, cancellationToken) : [];
        HashSet<string> ids = [erasure.SubjectId, .. keyIds, .. await PeopleAsync(erasure, cancellationToken)];
        erasure = await EraseChangesAsync(erasure, new AuditSubject(ids), cancellationToken);
        await EraseRecordsAsync(erasure, ids, cancellationToken);
        if (erasure.IsOfAccount)
        {
            erasure = await EraseRequestsAsync(erasure, keyIds, cancellationToken);
        }

        erasure = await EraseChangesAsync(erasure, new AuditSubject(ids), cancellationToken);
        await SaveAsync(erasure with { EndedAt = time.GetUtcNow() });
    }

    private async Task<IReadOnlyList<string>> PeopleAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (!erasure.IsOfAccount)
        {
            return [];
        }

        var people = new List<string>();
        for (string? after = null; ;)
        {
            var page = await stores.Sessions.ListUsersAsync(new UserQuery(erasure.AccountId, after, PageLength), cancellationToken);
            people.AddRange(page.Select(user => user.Id));
            if (page.Count < PageLength)
            {
                return people;
            }

            after = page[^1].Id;
        }
    }

    private async Task<Erasure> EraseChangesAsync(Erasure erasure, AuditSubject subject, CancellationToken cancellationToken)
    {
        while (await stores.Audit.SealAsync(chain, time.GetUtcNow() - LongestChange, cancellationToken))
        {
            // More are left.
        }

        for (long? after = 0; after is { } from;)
        {
            var piece = await stores.Audit.EraseAsync(chain, subject, from, cancellationToken);
            erasure = await SaveAsync(erasure with { Changes = erasure.Changes + piece.Entries });
            after = piece.Next;
        }

        return erasure;
    }

    private async Task EraseRecordsAsync(Erasure erasure, HashSet<string> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids.Where(id => id.StartsWith("usr_", StringComparison.Ordinal)))
        {
            await users.RemoveAsync(id, cancellationToken);
        }

        if (!erasure.IsOfAccount)
        {
            return;
        }

        foreach (var id in ids.Where(id => id.StartsWith("key_", StringComparison.Ordinal)))
        {
            await keys.DeleteAsync(id, version: null, cancellationToken);
        }

        foreach (var module in modules)
        {
            await module.EraseAsync(erasure.AccountId, cancellationToken);
        }

        await stores.Erasures.BlankKeysAsync(erasure.AccountId, cancellationToken);
        await accounts.EditAsync(erasure.AccountId, new AccountEdit { Name = Erased }, version: null, cancellationToken);
    }

    // Requests that were under way are logged meanwhile: it ends with a reading that finds nothing.
    private async Task<Erasure> EraseRequestsAsync(Erasure erasure, IReadOnlyList<string> keyIds, CancellationToken cancellationToken)
    {
        int found;
        do
        {
            found = 0;
            await log.FlushAsync(cancellationToken);
            for (long? after = 0; after is { } from;)
            {
                var piece = await stores.RequestLog.EraseAsync(erasure.AccountId, keyIds, from, cancellationToken);
                erasure = await SaveAsync(erasure with { Requests = erasure.Requests + piece.Entries });
                (after, found) = (piece.Next, found + piece.Entries);
            }
        }
        while (found > 0);
        return erasure;
    }

    private async Task<Erasure> SaveAsync(Erasure erasure)
    {
        var touched = erasure with { TouchedAt = time.GetUtcNow() };
        await stores.Erasures.SaveAsync(touched, CancellationToken.None);
        return touched;
    }

    [LoggerMessage(LogLevel.Error, "The erasure of {SubjectId} was interrupted. It begins again within two minutes.")]
    private partial void LogInterrupted(string subjectId, Exception exception);
}
