using Lintel.Accounts;
using Lintel.Audit;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Lintel.Tokens;

namespace Lintel.HttpTests.Management;

/// <summary>Stores that keep an answer only when they are told to, so that its request stays in progress.</summary>
/// <param name="inner">The real stores.</param>
/// <param name="saving">Done once an answer is to be kept.</param>
/// <param name="gate">Ends the wait.</param>
internal sealed class SlowStores(ILintelStores inner, TaskCompletionSource saving, Task gate) : ILintelStores, ISealedAnswerStore
{
    public IKeyStore Keys => inner.Keys;

    public IAccountStore Accounts => inner.Accounts;

    public ISessionStore Sessions => inner.Sessions;

    public Lintel.Operators.IOperatorStore Operators => inner.Operators;

    public ITokenRevocationStore TokenRevocations => inner.TokenRevocations;

    public IRateLimitStore RateLimits => inner.RateLimits;

    public IPepperCheckStore PepperChecks => inner.PepperChecks;

    public IAuditStore Audit => inner.Audit;

    public Lintel.Erasures.IErasureStore Erasures => inner.Erasures;

    public Lintel.Cluster.INodes Nodes => inner.Nodes;

    public ISealedAnswerStore SealedAnswers => this;

    public IRequestLogStore RequestLog => inner.RequestLog;

    public ValueTask<SealedAnswer?> FindAsync(byte[] name, CancellationToken cancellationToken) => inner.SealedAnswers.FindAsync(name, cancellationToken);

    public ValueTask<AnswerPlace> BeginAsync(SealedAnswer begun, int mostOfOwner, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.SealedAnswers.BeginAsync(begun, mostOfOwner, now, cancellationToken);

    public async ValueTask SaveAsync(SealedAnswer answer, CancellationToken cancellationToken)
    {
        saving.TrySetResult();
        await gate;
        await inner.SealedAnswers.SaveAsync(answer, cancellationToken);
    }

    public ValueTask RemoveAsync(byte[] name, CancellationToken cancellationToken) => inner.SealedAnswers.RemoveAsync(name, cancellationToken);

    public ValueTask<bool> RemoveOfAsync(string owner, CancellationToken cancellationToken) => inner.SealedAnswers.RemoveOfAsync(owner, cancellationToken);

    public ValueTask<bool> TrimAsync(DateTimeOffset now, CancellationToken cancellationToken) => inner.SealedAnswers.TrimAsync(now, cancellationToken);
}
