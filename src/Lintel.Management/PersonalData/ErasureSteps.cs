using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Erasures;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;

namespace Lintel.Management.PersonalData;

/// <summary>
/// The steps of an erasure. Each is done in pieces and finds nothing to do the second time, so that one that was interrupted goes on at the piece that it was
/// at. Thread-safe.
/// </summary>
internal sealed class ErasureSteps(
    ILintelStores stores,
    AuditChain chain,
    RequestLogWriter log,
    AccountService accounts,
    KeyService keys,
    UserService users,
    IEnumerable<IAccountRecords> modules,
    IdempotencyRecords answers,
    TimeProvider time)
{
    private const int PageLength = 200;

    private static readonly TimeSpan LongestChange = TimeSpan.FromHours(1);

    /// <summary>Does the steps that are left, up to the pause where there is one.</summary>
    /// <exception cref="OperationCanceledException">The process stops, or another one has claimed the erasure.</exception>
    /// <exception cref="InvalidOperationException">A record was not erased.</exception>
    public async Task RunAsync(ErasureClaim claim)
    {
        // No request begins one: a row of the database that says so was put there by somebody else.
        if (claim.Erasure.AccountId == OperatorService.AccountId)
        {
            throw new InvalidOperationException("Operators are not erased.");
        }

        while (true)
        {
            var step = claim.Erasure.Step;
            await RunAsync(claim, step);
            if (step == ErasureStep.LateChanges)
            {
                await claim.EndAsync(time.GetUtcNow());
                return;
            }

            if (step == ErasureStep.Usage && claim.Erasure.IsOfAccount && await HasOthersAsync(claim.Ended))
            {
                await claim.PauseAsync(ErasureStep.LateRecords);
                return;
            }

            await claim.BeginAsync(step + 1);
        }
    }

    private Task RunAsync(ErasureClaim claim, ErasureStep step) => step switch
    {
        ErasureStep.Changes or ErasureStep.LateChanges => EraseChangesAsync(claim),
        ErasureStep.Records or ErasureStep.LateRecords =>
            claim.Erasure.IsOfAccount ? EraseRecordsAsync(claim) : RemovePersonAsync(claim),
        ErasureStep.Requests or ErasureStep.LateRequests => claim.Erasure.IsOfAccount ? EraseRequestsAsync(claim) : Task.CompletedTask,
        _ => claim.Erasure.IsOfAccount ? EraseUsageAsync(claim) : Task.CompletedTask,
    };

    private async Task EraseChangesAsync(ErasureClaim claim)
    {
        while (await stores.Audit.SealAsync(chain, time.GetUtcNow() - LongestChange, claim.Ended))
        {
            // More are left.
        }

        var erasure = claim.Erasure;
        IReadOnlyList<string> keyIds = erasure.IsOfAccount ? await stores.Erasures.ListKeysAsync(erasure.AccountId, claim.Ended) : [];
        var subject = new AuditSubject(
            new HashSet<string>([erasure.SubjectId, .. keyIds, .. await stores.Erasures.NotePeopleAsync(erasure, claim.Ended)], StringComparer.Ordinal));
        for (long? after = erasure.After; after is { } from;)
        {
            var piece = await stores.Audit.EraseAsync(chain, subject, from, claim.Ended);
            await claim.NoteAsync(piece.Next ?? from, changes: piece.Entries);
            after = piece.Next;
        }
    }

    private async Task EraseRecordsAsync(ErasureClaim claim)
    {
        var accountId = claim.Erasure.AccountId;

        // The account first: a suspended one gets no new people and keys by itself.
        Check(await accounts.EraseAsync(accountId, claim.Ended), accountId);
        await stores.Erasures.NotePeopleAsync(claim.Erasure, claim.Ended);
        while (await stores.Sessions.ListUsersAsync(new UserQuery(accountId, After: null, PageLength), claim.Ended) is { Count: > 0 } people)
        {
            await RemoveAsync(people.Select(user => user.Id), claim.Ended);
        }

        // While modules still find the keys: some keep something of each.
        foreach (var module in modules)
        {
            await module.EraseAsync(accountId, claim.Ended);
        }

        while (await stores.Keys.ListAsync(new KeyQuery(accountId, Api: null, After: null, PageLength), claim.Ended) is { Count: > 0 } some)
        {
            foreach (var key in some)
            {
                Check(await keys.DeleteAsync(key.Id, version: null, claim.Ended), key.Id);
            }
        }

        while (await stores.Erasures.BlankKeysAsync(accountId, claim.Ended))
        {
            // More are left.
        }

        await RemoveAnswersAsync(claim);
    }

    private async Task RemovePersonAsync(ErasureClaim claim)
    {
        await RemoveAsync([claim.Erasure.SubjectId], claim.Ended);
        await RemoveAnswersAsync(claim);
    }

    private async Task RemoveAnswersAsync(ErasureClaim claim)
    {
        var erasure = claim.Erasure;
        if (await stores.Accounts.FindAsync(erasure.AccountId, claim.Ended) is { } account)
        {
            await answers.RemoveOfAsync(account.Api, account.Id, erasure.IsOfAccount ? null : erasure.SubjectId, claim.Ended);
        }
    }

    private async Task RemoveAsync(IEnumerable<string> people, CancellationToken cancellationToken)
    {
        foreach (var id in people)
        {
            await users.RemoveAsync(id, cancellationToken);
        }
    }

    // Requests that were under way are logged meanwhile: the last time it ends with a reading that finds nothing.
    private async Task EraseRequestsAsync(ErasureClaim claim)
    {
        int found;
        var begun = claim.Erasure.After;
        do
        {
            found = 0;
            await log.FlushAsync(claim.Ended);
            for (long? after = begun; after is { } from;)
            {
                var piece = await stores.RequestLog.EraseAsync(claim.Erasure.AccountId, from, claim.Ended);
                if (piece.Entries > 0)
                {
                    await claim.NoteAsync(piece.Next ?? from, requests: piece.Entries);
                }

                (after, found) = (piece.Next, found + piece.Entries);
            }

            begun = 0;
        }
        while (found > 0 && claim.Erasure.Step == ErasureStep.LateRequests);
    }

    private async Task EraseUsageAsync(ErasureClaim claim)
    {
        var accountId = claim.Erasure.AccountId;
        foreach (var some in (await stores.Erasures.ListKeysAsync(accountId, claim.Ended)).Chunk(PageLength))
        {
            await stores.RequestLog.EraseKeyUsesAsync(some, claim.Ended);
        }

        UsagePlace? place = null;
        do
        {
            place = await stores.RequestLog.EraseUsageAsync(accountId, place, claim.Ended);
        }
        while (place is not null);
    }

    private async Task<bool> HasOthersAsync(CancellationToken cancellationToken) =>
        stores.AreShared && (await stores.Nodes.ListAsync(cancellationToken)).Count > 1;

    private static void Check(AccountResult result, string id)
    {
        if (result is not (AccountResult.Changed or AccountResult.Missing))
        {
            throw new InvalidOperationException($"The account {id} was not erased: {result.GetType().Name}.");
        }
    }

    private static void Check(KeyResult result, string id)
    {
        if (result is not (KeyResult.Changed or KeyResult.Missing))
        {
            throw new InvalidOperationException($"The key {id} was not deleted: {result.GetType().Name}.");
        }
    }
}
