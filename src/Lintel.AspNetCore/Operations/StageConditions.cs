using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>Finds the conditions by which a stage can refuse the requests of one operation, or requests that no operation answers.</summary>
internal static class StageConditions
{
    /// <param name="stage">The stage.</param>
    /// <param name="operation">The operation; null for requests that no operation answers.</param>
    /// <param name="runtime">The API.</param>
    public static IEnumerable<Condition> Of(StageDescriptor stage, Operation? operation, ApiRuntime runtime) => stage.Word switch
    {
        "credential" => CredentialConditions.OfPresence(operation, runtime.Contract),
        "key" => CredentialConditions.OfLookUp(operation, runtime.Contract),
        "plan" => When(operation is not { Anonymous: true }, Condition.PlanInactive),
        "address" => When(Takes<KeyScheme>(operation, runtime.Contract), Condition.AddressForbidden),
        "session" => When(operation is { RequiresSession: true } && TakesOthers(operation, runtime.Contract), Condition.SessionRequired),
        "application" => OfApplication(operation, runtime.Contract),
        "limit" => When(LimitsOf(operation, runtime.Contract).Any(), Condition.RateExceeded),
        "scope" => OfScope(operation, runtime.Contract),
        "precondition" => When(operation is { IsReserved: true }, Condition.ServerNotImplemented),
        "idempotency" => OfIdempotency(operation, runtime.Contract.Idempotency),
        "body" => operation is null ? [] : ReadingConditions.Of(operation, runtime.Contract),
        "resource" => When(operation is { MayLackResource: true }, Condition.ResourceMissing),
        "route" or "method" or "rules" => [],
        _ => stage.Conditions,
    };

    /// <summary>The policies that the operation's requests may be under. The class of an operation that says none is found with the request.</summary>
    public static IEnumerable<RateLimitPolicy> LimitsOf(Operation? operation, Contract contract) => contract.Limits.Where(policy =>
        (policy.Named ? operation?.LimitNamed(policy.Name) is not null : IsOfClass(policy, operation))
        && (policy.Per is RateLimitPartition.Address or RateLimitPartition.Value || operation is not { Anonymous: true })
        && (policy.Per != RateLimitPartition.Application || Takes<ApplicationScheme>(operation, contract)));

    private static bool IsOfClass(RateLimitPolicy policy, Operation? operation) =>
        policy.Classes.Count == 0 || operation?.Class is not { } name || policy.Classes.Contains(name);

    private static IEnumerable<Condition> OfApplication(Operation? operation, Contract contract)
    {
        if (Takes<ApplicationScheme>(operation, contract))
        {
            yield return Condition.ApplicationSuspended;
        }

        if (operation is { ForAllApplications: true } or { ApplicationNamed: not null } && Takes<KeyScheme>(operation, contract))
        {
            yield return Condition.ApplicationForbidden;
        }
    }

    private static IEnumerable<Condition> OfScope(Operation? operation, Contract contract)
    {
        if (operation is null || !CredentialConditions.Accepted(operation, contract).Any(scheme => scheme is KeyScheme or JwtScheme or CustomScheme))
        {
            yield break;
        }

        if (operation.Scope is not null || operation.ScopeByRequest is not null)
        {
            yield return Condition.ScopeMissing;
        }

        if (operation.OperationScope is not null)
        {
            yield return Condition.OperationMissing;
        }
    }

    private static Condition[] OfIdempotency(Operation? operation, IdempotencyRule rule)
    {
        if (operation is not { IsIdempotent: true } || operation.Methods.All(method => method is "GET" or "HEAD" or "OPTIONS" or "TRACE"))
        {
            return [];
        }

        Condition[] raised =
        [
            Condition.IdempotencyMismatch, Condition.IdempotencyInFlight, Condition.StateConflict, Condition.RateExceeded, Condition.RequestMalformed,
        ];
        return rule.IsRequired ? [Condition.IdempotencyMissing, .. raised] : raised;
    }

    private static bool Takes<TScheme>(Operation? operation, Contract contract)
        where TScheme : CredentialScheme => CredentialConditions.Accepted(operation, contract).Any(scheme => scheme is TScheme);

    private static bool TakesOthers(Operation operation, Contract contract) =>
        CredentialConditions.Accepted(operation, contract).Any(scheme => scheme is not SessionScheme);

    private static Condition[] When(bool holds, Condition condition) => holds ? [condition] : [];
}
