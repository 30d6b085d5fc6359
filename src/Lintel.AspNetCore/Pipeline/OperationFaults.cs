using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>
/// Finds where an operation does not fit the contract of its API: it names a code, scope, credential, stage or policy that the contract does not
/// have.
/// </summary>
internal static class OperationFaults
{
    public static IEnumerable<string> Of(Operation operation, Contract contract)
    {
        if (!operation.Route.StartsWith(contract.BasePath, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{operation.Name} is an operation of {contract.File} and lies outside {contract.BasePath}. Call MapApi on the application itself, not on a group.";
        }

        foreach (var code in operation.Codes.Where(code => !contract.TryGetError(code, out var row) || row.Retired))
        {
            yield return $"{operation.Name} raises '{code}', which {contract.File} has no error definition for. Add one, or take the code out of RaisesError.";
        }

        foreach (var scope in new[] { operation.Scope, operation.OperationScope }.OfType<string>().Concat(operation.ScopesByRequest).Where(scope => contract.Scopes.All(known => known.Name != scope)))
        {
            yield return $"{operation.Name} requires the scope '{scope}', which {contract.File} does not declare. Add it under 'scopes'.";
        }

        foreach (var kind in (operation.Accepted ?? []).Where(kind => contract.Credentials.All(scheme => scheme.Kind != kind)))
        {
            yield return $"{operation.Name} accepts a credential of kind {kind}, which {contract.File} does not declare. Add it under 'credentials'.";
        }

        if (operation.AcceptsCredentialInQuery && QueryCredential.SchemesOf(operation, contract.Credentials).Length == 0)
        {
            yield return $"{operation.Name} accepts its credential in the query, and {contract.File} has none that one text holds. Declare a key or a 'session-bearer' under 'credentials'.";
        }

        foreach (var stage in StagesNeeded(operation).Where(stage => !contract.Order.Contains(stage)))
        {
            yield return $"{operation.Name} needs the stage '{OperationBinding.WordOf(stage)}', which the order of {contract.File} does not have. Add it to 'order'.";
        }

        foreach (var fault in OperationBinding.FaultsOf(operation, contract).Concat(LimitFaults.Of(operation, contract)))
        {
            yield return fault;
        }
    }

    private static IEnumerable<Stage> StagesNeeded(Operation operation)
    {
        (Stage Stage, bool IsNeeded)[] delegates =
        [
            (Stage.Precondition, operation.Preconditions.Count > 0),
            (Stage.Body, (operation.ReadBody ?? operation.ReadQuery) is not null),
            (Stage.Resource, operation.ResourceLoads.Count > 0),
            (Stage.Rules, operation.RuleChecks.Count > 0),
        ];
        foreach (var (stage, _) in delegates.Where(needed => needed.IsNeeded))
        {
            yield return stage;
        }

        if (operation.RequiresSession)
        {
            yield return Stage.Session;
        }

        if (operation.ForAllApplications || operation.ApplicationNamed is not null)
        {
            yield return Stage.Application;
        }
    }
}
