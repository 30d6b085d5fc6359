namespace Lintel.AspNetCore;

/// <summary>An operation has this path.</summary>
internal sealed class RouteGuard : Guard
{
    public static Refusal Unknown { get; } = Refusal.For(Condition.RouteUnknown, new RefusalArgument("problem", "No endpoint has this path."));

    public override ValueTask<Decision> CheckAsync(ApiCall call) =>
        ValueTask.FromResult(call.Operation is not null || call.AllowedMethods is not null ? Decision.Pass : Unknown);
}

/// <summary>The operation has this method; a method that no API has is told apart (RFC 9110 section 9.1).</summary>
internal sealed class MethodGuard : Guard
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
    };

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        if (call.Operation is not null)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        var method = call.Http.Request.Method;
        var condition = Known.Contains(method) ? Condition.MethodUnsupported : Condition.MethodUnknown;
        return ValueTask.FromResult<Decision>(Refusal.For(condition, new RefusalArgument("method", method)));
    }
}

/// <summary>Runs the typed delegates that the operation supplies to one stage, in the order in which they were given.</summary>
internal sealed class DelegateGuard(Func<Operation, List<StageDelegate>> stage) : Guard
{
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
