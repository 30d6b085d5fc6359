using Lintel.Accounts;
using Lintel.Cluster;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.RateLimits;
using Lintel.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>The guards of a contract, in its own order: the one place that says which guard a stage is.</summary>
internal sealed class GuardSequence(
    KeyVerifier verifier,
    KeyCache keys,
    SessionCache sessions,
    AccessTokens tokens,
    AccountCache accounts,
    OperatorCache operators,
    IRateLimiterFactory limiters,
    INodeRegistry nodes,
    RateLimitCheckpoints checkpoints,
    LimiterMetrics metrics,
    RequestClock clock,
    IdempotencyRecords idempotency,
    LintelOptions options,
    SignInRecognition signIns,
    IServiceProvider services)
{
    private readonly Dictionary<Contract, FailedAuthentication> _failures = new(ReferenceEqualityComparer.Instance);

    /// <summary>The guards, each with its stage.</summary>
    public IReadOnlyList<PlacedGuard> For(Contract contract)
    {
        var failures = FailuresOf(contract);
        var readers = ReadersOf(contract);
        return [.. GuardOrder.Of(contract, options.Guards).Select(stage => new PlacedGuard(stage, Make(stage, contract, failures, readers)))];
    }

    /// <summary>The count of those whose credentials have opened nothing, one for each contract.</summary>
    public FailedAuthentication FailuresOf(Contract contract)
    {
        if (!_failures.TryGetValue(contract, out var failures))
        {
            _failures[contract] = failures = new FailedAuthentication(contract.Api, options.FailedAuthenticationsPerMinute, nodes, clock, metrics);
        }

        return failures;
    }

    /// <summary>The application's own readers of the contract's credentials, by their words.</summary>
    private Dictionary<string, ICredentialReader> ReadersOf(Contract contract) => contract.Credentials.OfType<CustomScheme>().ToDictionary(
        scheme => scheme.Name,
        scheme => (ICredentialReader)ActivatorUtilities.CreateInstance(services, options.Credentials.Single(added => added.Kind == scheme.Name).Reader),
        StringComparer.Ordinal);

    /// <summary>The operators, where the API has their account.</summary>
    private OperatorCallers? OperatorsOf(Contract contract) => contract.Realm == OperatorService.Api ? new OperatorCallers(operators, contract) : null;

    private Guard Make(StageDescriptor stage, Contract contract, FailedAuthentication failures, Dictionary<string, ICredentialReader> readers) =>
        stage.Word switch
        {
            "credential" => new CredentialGuard(contract, keys, failures, readers),
            "key" => new KeyGuard(
                verifier, sessions, tokens.VerifierOf(contract), accounts, failures, readers, OperatorsOf(contract), options.AdmitDemoAccounts),
            "plan" => new PlanGuard(contract.Plans ?? new PlanRule([], [])),
            "address" => new AddressGuard(),
            "session" => new SessionGuard(),
            "application" => new ApplicationGuard(),
            "limit" => new RateLimitGuard(
                checkpoints.Add(metrics.Add(limiters.Create(contract.Api, NetworkPolicies.Widen(contract.Limits)))),
                contract.Limits,
                signIns),
            "route" => new RouteGuard(),
            "method" => new MethodGuard(),
            "scope" => new ScopeGuard(contract.Scopes),
            "precondition" => new DelegateGuard(operation => operation.Preconditions),
            "idempotency" => new IdempotencyGuard(contract.Idempotency, idempotency),
            "body" => new BodyGuard(),
            "resource" => new DelegateGuard(operation => operation.ResourceLoads),
            "rules" => new DelegateGuard(operation => operation.RuleChecks),
            var word => (Guard)ActivatorUtilities.CreateInstance(services, options.Guards.Single(guard => guard.Stage.Word == word).Type),
        };
}
