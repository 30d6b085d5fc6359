using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Walks the guards with a request that is only thought of, and passes over those whose question might change something.</summary>
internal sealed class RehearsalWalk(ApiCall call)
{
    private readonly List<string> _notEvaluated = [];

    /// <summary>The stages that were not asked, in their order.</summary>
    public IReadOnlyList<string> NotEvaluated => _notEvaluated;

    /// <summary>Asks the guards.</summary>
    /// <param name="guarded">The endpoint of the operation; null for none.</param>
    /// <returns>The refusal that the request would get; null where each guard that was asked lets it pass.</returns>
    public async Task<Refusal?> RunAsync(GuardedEndpoint? guarded)
    {
        var guards = call.Runtime.Guards;
        for (var i = 0; i < guards.Length; i++)
        {
            call.Reached = (byte)(i + 1);
            if (!MayAsk(guards[i], call.Runtime.Stages[i]))
            {
                _notEvaluated.Add(call.Runtime.Stages[i].Word);
                continue;
            }

            var decision = await guards[i].CheckAsync(call);
            call.AddCompared(i, decision);
            if (decision is Refusal refusal)
            {
                return refusal;
            }
        }

        call.Reached = (byte)(guards.Length + 1);
        return guarded is null || call.BodyDecision is Refusal ? call.BodyDecision as Refusal ?? RouteGuard.Unknown : HandlerBody.Begin(call);
    }

    /// <summary>The explanation with the stages that were not asked.</summary>
    public Explanation Mark(Explanation explanation) => explanation with
    {
        Guards =
        [
            .. explanation.Guards.Select(finding => _notEvaluated.Contains(finding.Stage)
                ? new StageFinding(finding.Stage, StageResults.NotEvaluated, Compared: null)
                : finding),
        ],
    };

    private bool MayAsk(Guard guard, StageDescriptor stage)
    {
        // Who calls is not known, and what the body holds: whatever goes by it is not known either.
        if ((IsOpen(StageDescriptor.Key) && stage != StageDescriptor.Route && stage != StageDescriptor.Method)
            || (IsOpen(StageDescriptor.Body) && guard is DelegateGuard))
        {
            return false;
        }

        var operation = call.Operation;
        return guard switch
        {
            KeyGuard key => key.MayAsk(call),
            RateLimitGuard => operation is null or { HasNoSideEffects: true }
                || !operation.Limits.Exists(limit => limit.CountsByText || limit.Condition is not null),
            ApplicationGuard => operation is null or { HasNoSideEffects: true } or { ApplicationNamed: null },
            ScopeGuard => operation is null or { HasNoSideEffects: true } or { ScopeByRequest: null },
            IdempotencyGuard idempotency => !idempotency.Claims(call),
            BodyGuard => operation is null or { HasNoSideEffects: true } or { ReadsByDelegate: false },
            DelegateGuard delegates => operation is null or { HasNoSideEffects: true } || !delegates.IsAsked(operation),
            CredentialGuard or PlanGuard or AddressGuard or SessionGuard or RouteGuard or MethodGuard => true,
            _ => guard.GetType().IsDefined(typeof(WithoutSideEffectsAttribute), inherit: true),
        };
    }

    private bool IsOpen(StageDescriptor stage) => _notEvaluated.Contains(stage.Word);
}
