using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Lintel.Reference;

/// <summary>An operation in the list of an API's home.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path from the root of the application.</param>
/// <param name="Query">The parameters that choose it, as of an address; empty for none.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Scopes">The scopes that a key needs for it.</param>
/// <param name="Errors">The errors that not every operation can be answered with.</param>
internal sealed record OperationRow(
    string Method, string Path, string Query, string Summary, IReadOnlyList<string> Scopes, IReadOnlyList<ErrorDefinition> Errors)
{
    /// <summary>The rows of an API, by path.</summary>
    public static IReadOnlyList<OperationRow> Of(PortalApi api) =>
    [
        .. api.Operations.Select(operation => new OperationRow(
            PortalApi.MethodOf(operation),
            OperationPaths.Of(operation),
            QueryOf(operation),
            operation.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? operation.Name,
            [.. new[] { operation.Scope, operation.OperationScope }.OfType<string>().Concat(operation.ScopesByRequest).Distinct()],
            DefinitionsOf(api, api.Raised.OwnCodesOf(operation)))),
    ];

    /// <summary>The definitions of codes, by status.</summary>
    public static IReadOnlyList<ErrorDefinition> DefinitionsOf(PortalApi api, IReadOnlyList<string> codes) =>
        [.. api.Errors.Where(error => codes.Contains(error.Code))];

    /// <summary>The parameters of the query that choose an operation among others of its path, as of an address; empty for none.</summary>
    public static string QueryOf(Operation operation)
    {
        string[] chosen =
        [
            .. operation.QueryConditions.Where(condition => condition.Present)
                .Select(condition => condition.Value is null ? condition.Name : $"{condition.Name}={condition.Value}"),
        ];
        return chosen.Length == 0 ? string.Empty : "?" + string.Join('&', chosen);
    }
}
