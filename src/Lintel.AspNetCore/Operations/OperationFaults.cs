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

        foreach (var fault in RaisedCodes.FaultsOf(operation.Name, operation.Codes, contract))
        {
            yield return fault;
        }

        foreach (var condition in operation.RaisedConditions.Where(condition => !contract.TryGetError(condition, out _)))
        {
            yield return $"{operation.Name} refuses by the condition '{condition}', which {contract.File} has no error definition for. Add `when: {condition}` to one.";
        }

        foreach (var scope in ScopesOf(operation).Where(scope => contract.Scopes.All(known => known.Name != scope)))
        {
            yield return $"{operation.Name} requires the scope '{scope}', which {contract.File} does not declare. Add it under 'scopes'.";
        }

        foreach (var kind in (operation.Accepted ?? []).Where(kind => contract.Credentials.All(scheme => scheme.Word != kind)))
        {
            yield return $"{operation.Name} accepts a credential of kind '{kind}', which {contract.File} does not declare. Add it under 'credentials'.";
        }

        if (operation.AcceptsCredentialInQuery && QueryCredential.SchemesOf(operation, contract.Credentials).Length == 0)
        {
            yield return $"{operation.Name} accepts its credential in the query, and {contract.File} has none that one text holds. Declare a key or a 'session-bearer' under 'credentials'.";
        }

        var said = Said(operation);
        foreach (var stage in StageDescriptor.All.Where(stage => said.Overlaps(stage.Metadata)).Except(contract.Order))
        {
            yield return $"{operation.Name} needs the stage '{stage}', which the order of {contract.File} does not have. Add it to 'order'.";
        }

        foreach (var fault in OperationBinding.FaultsOf(operation, contract)
            .Concat(CallerParameters.FaultsOf(operation, contract))
            .Concat(IdempotencyFaults.Of(operation))
            .Concat(LimitFaults.Of(operation, contract))
            .Concat(RequestExamples.FaultsOf(operation))
            .Concat(ResponseExamples.FaultsOf(operation)))
        {
            yield return fault;
        }
    }

    /// <summary>Names everything that the operation says and a stage goes by, in the words of <see cref="StageDescriptor.Metadata"/>.</summary>
    private static HashSet<string> Said(Operation operation)
    {
        (string Word, bool IsSaid)[] words =
        [
            ("RequireSession", operation.RequiresSession),
            ("ForAllApplications", operation.ForAllApplications),
            ("ForApplication", operation.ApplicationNamed is not null),
            ("RequireScope", ScopesOf(operation).Any()),
            ("Precondition", operation.Preconditions.Count > 0),
            ("Idempotent", operation.IsIdempotent),
            ("Body", operation.ReadBody is not null),
            ("Query", operation.ReadQuery is not null),
            ("Resource", operation.ResourceLoads.Count > 0),
            ("Rules", operation.RuleChecks.Count > 0),
        ];
        return [.. words.Where(word => word.IsSaid).Select(word => word.Word)];
    }

    private static IEnumerable<string> ScopesOf(Operation operation) =>
        new[] { operation.Scope, operation.OperationScope }.OfType<string>().Concat(operation.ScopesByRequest);
}
