using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>Walks the guards with a request that is only thought of, and passes over those whose question might change something.</summary>
internal sealed class RehearsalWalk(ApiCall call, AuthorizationRehearsal authorization)
{
    /// <summary>The word of the application's policies, which come after the stages.</summary>
    private const string Authorization = "authorization";

    private const int MostRequirements = 10;

    private readonly List<StageFinding> _notEvaluated = [];
    private StageFinding? _authorized;

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
            if (StageWalk.IsSkipped(call, guards[i]))
            {
                continue;
            }

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
        return guarded is null || call.BodyDecision is Refusal
            ? call.BodyDecision as Refusal ?? RouteGuard.Unknown
            : HandlerBody.Begin(call) ?? await AuthorizeAsync(guarded);
    }

    /// <summary>The explanation with the stages that were not asked.</summary>
    public Explanation Mark(Explanation explanation) => explanation with
    {
        Guards =
        [
            .. explanation.Guards.Select(finding => _notEvaluated.Find(open => open.Stage == finding.Stage) ?? finding),
            .. _authorized is null ? Array.Empty<StageFinding>() : [_authorized],
        ],
    };

    /// <summary>
    /// The policies of <c>[Authorize]</c>, which follow the guards. In shadow mode they are the application's alone, and where the caller is not known, they
    /// are not either.
    /// </summary>
    private async ValueTask<Refusal?> AuthorizeAsync(GuardedEndpoint guarded)
    {
        if (call.Runtime.IsShadow || await authorization.CheckAsync(call, guarded) is not { } policy)
        {
            return null;
        }

        var isCallerOpen = IsOpen(StageDescriptor.Key);
        var compared = new JsonObject
        {
            ["requirements"] = new JsonArray([.. policy.Requirements.Take(MostRequirements).Select(text => (JsonNode)text)]),
        };
        if (isCallerOpen || policy.NotEvaluated is not null)
        {
            compared["reason"] = isCallerOpen ? "The caller is not known, because the stage key was not evaluated." : policy.NotEvaluated;
            _authorized = new StageFinding(Authorization, StageResults.NotEvaluated, compared);
            _notEvaluated.Add(_authorized);
            return null;
        }

        _authorized = new StageFinding(Authorization, policy.Refusal is null ? StageResults.Passed : StageResults.Refused, compared);
        return policy.Refusal;
    }

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
            BodyGuard => operation is null or { HasNoSideEffects: true } or { ReadsByDelegate: false },
            DelegateGuard delegates => operation is null or { HasNoSideEffects: true } || !delegates.IsAsked(operation),
            IdempotencyGuard or CredentialGuard or PlanGuard or AddressGuard or SessionGuard or RouteGuard or MethodGuard => true,
            _ => guard.GetType().IsDefined(typeof(WithoutSideEffectsAttribute), inherit: false),
        };
    }

    private bool IsOpen(StageDescriptor stage) => _notEvaluated.Exists(finding => finding.Stage == stage.Word);
}
