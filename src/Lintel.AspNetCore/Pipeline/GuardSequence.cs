using Lintel.Accounts;
using Lintel.Cluster;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.RateLimits;
using Lintel.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// The guards of a contract, in its own order: the one place that says which guard a stage is. Those of a reloaded contract go on with the counters, and with
/// the guards and readers of the application, that the version before had.
/// </summary>
internal sealed class GuardSequence(
    KeyVerifier verifier,
    KeyCache keys,
    SessionCache sessions,
    AccessTokens tokens,
    AccountCache accounts,
    OperatorCache operators,
    IRateLimiterFactory limiterFactory,
    RateLimiters limiters,
    INodeRegistry nodes,
    LimiterMetrics metrics,
    RequestClock clock,
    IdempotencyRecords idempotency,
    LintelOptions options,
    SignInRecognition signIns,
    IServiceProvider services)
{
    private readonly Dictionary<string, KeptParts> _kept = new(StringComparer.Ordinal);

    private ValueCounters Values => field ??= new ValueCounters(services.GetRequiredService<Pepper>());

    /// <summary>The guards, each with its stage.</summary>
    public IReadOnlyList<PlacedGuard> For(Contract contract)
    {
        var kept = PartsOf(contract);
        return [.. GuardOrder.Of(contract, options.Guards).Select(stage => new PlacedGuard(stage, Make(stage, contract, kept)))];
    }

    /// <summary>The count of those whose credentials have opened nothing, one for each API.</summary>
    public FailedAuthentication FailuresOf(Contract contract) => PartsOf(contract).Failures;

    private KeptParts PartsOf(Contract contract)
    {
        if (!_kept.TryGetValue(contract.Api, out var parts))
        {
            _kept[contract.Api] = parts = new KeptParts(
                new FailedAuthentication(contract.Api, options.FailedAuthenticationsPerMinute, nodes, clock, metrics), ReadersOf(contract));
        }

        return parts;
    }

    private IRateLimiter LimiterOf(Contract contract, KeptParts kept) =>
        kept.Limiter ??= limiters.Add(metrics.Add(limiterFactory.Create(contract.Api, NetworkPolicies.Widen(contract.Limits))));

    private Guard OwnGuard(string word, KeptParts kept)
    {
        if (!kept.Guards.TryGetValue(word, out var guard))
        {
            guard = (Guard)ActivatorUtilities.CreateInstance(services, options.Guards.Single(added => added.Stage.Word == word).Type);
            kept.Guards.Add(word, guard);
        }

        return guard;
    }

    /// <summary>The application's own readers of the contract's credentials, by their words.</summary>
    private Dictionary<string, ICredentialReader> ReadersOf(Contract contract) => contract.Credentials.OfType<CustomScheme>().ToDictionary(
        scheme => scheme.Name,
        scheme => (ICredentialReader)ActivatorUtilities.CreateInstance(services, options.Credentials.Single(added => added.Kind == scheme.Name).Reader),
        StringComparer.Ordinal);

    /// <summary>The operators, where the API has their account.</summary>
    private OperatorCallers? OperatorsOf(Contract contract) =>
        contract.Realm == OperatorService.Api ? new OperatorCallers(operators, verifier, contract) : null;

    private Guard Make(StageDescriptor stage, Contract contract, KeptParts kept) =>
        stage.Word switch
        {
            "credential" => new CredentialGuard(contract, keys, kept.Failures, kept.Readers),
            "key" => new KeyGuard(
                verifier, sessions, tokens.VerifierOf(contract), accounts, kept.Failures, kept.Readers, OperatorsOf(contract), options.AdmitDemoAccounts),
            "plan" => new PlanGuard(contract.Plans ?? new PlanRule([], [])),
            "address" => new AddressGuard(),
            "session" => new SessionGuard(),
            "application" => new ApplicationGuard(),
            "limit" => new RateLimitGuard(LimiterOf(contract, kept), contract.Limits, signIns, Values),
            "route" => new RouteGuard(),
            "method" => new MethodGuard(),
            "scope" => new ScopeGuard(contract.Scopes),
            "precondition" => new DelegateGuard(operation => operation.Preconditions),
            "idempotency" => new IdempotencyGuard(contract.Idempotency, idempotency),
            "body" => new BodyGuard(),
            "resource" => new DelegateGuard(operation => operation.ResourceLoads),
            "rules" => new DelegateGuard(operation => operation.RuleChecks),
            var word => OwnGuard(word, kept),
        };

    /// <summary>The parts that all versions of an API's contract share.</summary>
    private sealed record KeptParts(FailedAuthentication Failures, Dictionary<string, ICredentialReader> Readers)
    {
        public IRateLimiter? Limiter { get; set; }

        public Dictionary<string, Guard> Guards { get; } = new(StringComparer.Ordinal);
    }
}
