using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>Walks the guards with a request that is only thought of, and passes over those whose question might change something.</summary>
internal sealed class RehearsalWalk(ApiCall call)
{
    private readonly List<StageFinding> _notEvaluated = [];

    /// <summary>The stages that were not asked, in their order.</summary>
    public IReadOnlyList<string> NotEvaluated => [.. _notEvaluated.Select(finding => finding.Stage)];

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
                PassOver(i, why: null);
            }
            else if (await AskAsync(guards[i], i) is Refusal refusal)
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
            .. explanation.Guards.Select(finding => _notEvaluated.Find(open => open.Stage == finding.Stage) ?? finding),
        ],
    };

    private async ValueTask<Decision> AskAsync(Guard guard, int place)
    {
        try
        {
            var decision = await guard.CheckAsync(call);
            call.AddCompared(place, decision);
            return decision;
        }
        catch (CountersNotReachedException exception)
        {
            PassOver(place, UnreachedCounters.Describe(exception.Policies));
            return Decision.Pass;
        }
    }

    private void PassOver(int place, JsonObject? why) =>
        _notEvaluated.Add(new StageFinding(call.Runtime.Stages[place].Word, StageResults.NotEvaluated, why));

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
            _ => guard.GetType().IsDefined(typeof(WithoutSideEffectsAttribute), inherit: false),
        };
    }

    private bool IsOpen(StageDescriptor stage) => _notEvaluated.Exists(finding => finding.Stage == stage.Word);
}
