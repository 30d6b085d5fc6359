using Lintel.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Lintel.AspNetCore;

/// <summary>Finds what a contract declares and no operation acts on: no reason to refuse the start, and often an omission.</summary>
internal static class OperationHints
{
    /// <summary>The hints of one API, one paragraph each.</summary>
    /// <param name="runtime">The API.</param>
    /// <param name="endpoints">The endpoints of the application, without those that Lintel adds by itself.</param>
    public static IEnumerable<string> Of(ApiRuntime runtime, IReadOnlyList<RouteEndpoint> endpoints)
    {
        var (contract, operations, pages) = (runtime.Contract, runtime.Operations, runtime.ErrorPages);
        if (UnaskedScopes(contract, operations) is [var first, ..] scopes)
        {
            yield return $"No operation asks for {string.Join(", ", scopes)} (declared under 'scopes'), so keys without may do the same as keys with. "
                + $"Add .RequireScope(\"{first}\") or [RequireScope(\"{first}\")] to the endpoints. "
                + "Nothing is needed for a scope that only implies others, or that a policy asks for as the claim 'scope'.";
        }

        string[] unsent = [.. RaisedCodes.NeverRaised(contract, operations.SelectMany(operation => operation.Codes).Concat(runtime.GuardCodes))];
        if (unsent.Length > 0)
        {
            yield return $"Nothing sends {string.Join(", ", unsent)}: no condition is named under 'when', and no operation or guard names the code. "
                + $"Add .RaisesError(\"{unsent[0]}\") to the endpoints that answer with it, or `retired: true` to a code that is no longer sent.";
        }

        var named = contract.Errors.FirstOrDefault(error => error.Template.NamesReference);
        if (named is not null && !pages.AreMapped && !endpoints.Any(endpoint => Answers(endpoint, pages.Root + named.Texts.Type)))
        {
            yield return $"Errors link to {pages.Root}/{contract.Api}/errors/<code> ($type), and no endpoint answers there. "
                + "Call app.MapReference(), or remove $type from 'envelope'.";
        }
    }

    // Some scopes of Lintel's own contract are for the dashboards that reference APIs add to it.
    private static string[] UnaskedScopes(Contract contract, IReadOnlyList<Operation> operations)
    {
        if (contract.Api == Contract.Default.Api)
        {
            return [];
        }

        var asked = operations.SelectMany(operation => operation.ScopesByRequest.Append(operation.Scope).Append(operation.OperationScope)).ToHashSet();
        return [.. contract.Scopes.Select(scope => scope.Name).Where(scope => !asked.Contains(scope))];
    }

    private static bool Answers(RouteEndpoint endpoint, string path) =>
        new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), new RouteValueDictionary()).TryMatch(path, new RouteValueDictionary());
}
