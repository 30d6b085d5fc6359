namespace Lintel.AspNetCore;

/// <summary>An operation that is for people who signed in has a session; a good key is not enough.</summary>
internal sealed class SessionGuard : Guard
{
    private static readonly Refusal Required = Refusal.For(Condition.SessionRequired);

    public override ValueTask<Decision> CheckAsync(ApiCall call) =>
        ValueTask.FromResult(call.Operation is { RequiresSession: true } && call.SessionOrNull is null ? Required : Decision.Pass);
}
