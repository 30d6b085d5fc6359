namespace Lintel.AspNetCore;

/// <summary>Runs the typed delegates that the operation supplies to one stage, in the order in which they were given.</summary>
internal sealed class DelegateGuard(Func<Operation, List<StageDelegate>> stage) : Guard
{
    /// <summary>Tells whether the operation has a delegate for the stage.</summary>
    public bool IsAsked(Operation? operation) => operation is not null && stage(operation).Count > 0;

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        var delegates = call.Operation is { } operation ? stage(operation) : [];
        for (var i = 0; i < delegates.Count; i++)
        {
            var pending = delegates[i](call);
            if (!pending.IsCompletedSuccessfully)
            {
                return Continue(pending, delegates, i + 1, call);
            }

            var decision = pending.Result;
            if (decision is Refusal)
            {
                return ValueTask.FromResult(decision);
            }
        }

        return ValueTask.FromResult(Decision.Pass);
    }

    private static async ValueTask<Decision> Continue(ValueTask<Decision> pending, List<StageDelegate> delegates, int next, ApiCall call)
    {
        var decision = await pending;
        for (var i = next; i < delegates.Count && decision is not Refusal; i++)
        {
            decision = await delegates[i](call);
        }

        return decision;
    }
}
