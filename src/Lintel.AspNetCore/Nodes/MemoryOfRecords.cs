using System.Text;
using Lintel.Accounts;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.RateLimits;
using Lintel.Sessions;
using Lintel.Tokens;

namespace Lintel.AspNetCore;

/// <summary>The records that this node keeps in memory, which forgets what another node has changed.</summary>
internal sealed class MemoryOfRecords(
    KeyCache keys,
    AccountCache accounts,
    SessionCache sessions,
    OperatorCache operators,
    TokenRevocations tokens,
    RateLimiters limiters) : IChangeSink
{
    public async ValueTask ApplyAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            Forget(change);
        }

        if (changes.Any(change => change.Kind == RecordKind.TokenRevocations))
        {
            await tokens.LoadAsync(cancellationToken);
        }

        if (changes.Any(change => change.Kind == RecordKind.KeyImports))
        {
            await keys.LoadImportsAsync(cancellationToken);
        }
    }

    public async ValueTask ForgetAllAsync(CancellationToken cancellationToken)
    {
        keys.ForgetAll();
        accounts.ForgetAll();
        sessions.ForgetAll();
        operators.ForgetAll();
        limiters.ForgetRefusals();
        await tokens.LoadAsync(cancellationToken);
        await keys.LoadImportsAsync(cancellationToken);
    }

    private void Forget(RecordChange change)
    {
        switch (change.Kind)
        {
            case RecordKind.Key:
                keys.Forget(KeyHandle.FromBytes(change.Subject));
                break;
            case RecordKind.Account:
                accounts.Forget(Encoding.UTF8.GetString(change.Subject));
                break;
            case RecordKind.Session:
                sessions.Forget(change.Subject);
                break;
            case RecordKind.Operator:
                operators.Forget(Encoding.UTF8.GetString(change.Subject));
                break;
            case RecordKind.ResetCounter when ResetCounter.FromBytes(change.Subject) is { } counter:
                limiters.Forget(counter);
                break;
            default:
                // Read as a whole.
                break;
        }
    }
}
