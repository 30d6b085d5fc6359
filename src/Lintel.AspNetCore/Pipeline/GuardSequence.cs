using Lintel.Accounts;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;

namespace Lintel.AspNetCore;

/// <summary>The guards of a contract, in its own order: the one place that says which guard a stage is.</summary>
internal sealed class GuardSequence(
    KeyVerifier verifier,
    KeyRing keys,
    SessionRing sessions,
    AccountRing accounts,
    IRateLimitStore store,
    RateLimitCheckpoints checkpoints,
    RequestClock clock,
    LintelOptions options,
    SignInRecognition signIns)
{
    public IReadOnlyList<Guard> For(Contract contract)
    {
        var failures = new FailedAuthentication(contract.Api, options.FailedAuthenticationsPerMinute, clock);
        return [.. contract.Order.Select(stage => Make(stage, contract, failures))];
    }

    private Guard Make(Stage stage, Contract contract, FailedAuthentication failures) => stage switch
    {
        Stage.Credential => new CredentialGuard(contract, keys, failures),
        Stage.Key => new KeyGuard(verifier, sessions, accounts, failures, options.AdmitDemoAccounts),
        Stage.Plan => new PlanGuard(contract.Plans ?? new PlanRule([], [])),
        Stage.Address => new AddressGuard(),
        Stage.Session => new SessionGuard(),
        Stage.Application => new ApplicationGuard(),
        Stage.Limit => new RateLimitGuard(checkpoints.Add(new RateLimiter(contract.Api, NetworkPolicies.Widen(contract.Limits), clock, store)), contract.Limits, signIns),
        Stage.Route => new RouteGuard(),
        Stage.Method => new MethodGuard(),
        Stage.Scope => new ScopeGuard(contract.Scopes),
        Stage.Precondition => new DelegateGuard(operation => operation.Preconditions),
        Stage.Body => new BodyGuard(),
        Stage.Resource => new DelegateGuard(operation => operation.ResourceLoads),
        Stage.Rules => new DelegateGuard(operation => operation.RuleChecks),
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No guard is known for this stage."),
    };
}
