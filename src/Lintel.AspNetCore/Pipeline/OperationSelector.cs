using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Lintel.AspNetCore;

/// <summary>
/// Chooses between operations of one path by their query conditions. Paths without such operations never come here: the framework's own matcher
/// takes their methods from a table without allocating.
/// </summary>
internal sealed class OperationSelector : MatcherPolicy, IEndpointSelectorPolicy
{
    // After the framework's policies, which only look at what this one does not.
    public override int Order => 1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<Operation>() is { QueryConditions.Count: > 0 });

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var method = httpContext.Request.Method;
        var best = Best(httpContext, candidates, method);
        if (best < 0 && ApiCall.Of(httpContext) is { } call)
        {
            call.AllowedMethods = Allowed(call, httpContext, candidates);
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            candidates.SetValidity(i, i == best);
        }

        return Task.CompletedTask;
    }

    private static int Best(HttpContext http, CandidateSet candidates, string method)
    {
        var best = -1;
        var bestConditions = -1;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<Operation>() is { } operation
                && operation.QueryConditions.Count > bestConditions
                && operation.Methods.Contains(method)
                && Matches(operation, http.Request.Query))
            {
                best = i;
                bestConditions = operation.QueryConditions.Count;
            }
        }

        return best;
    }

    /// <summary>The methods of this path under these query parameters; null where there are none, which makes the path unknown.</summary>
    private static string? Allowed(ApiCall call, HttpContext http, CandidateSet candidates)
    {
        if (candidates.Count == 0 || candidates[0].Endpoint.Metadata.GetMetadata<Operation>() is not { } any)
        {
            return null;
        }

        var methods = call.Runtime.OperationsOf(any.Route).Where(operation => Matches(operation, http.Request.Query)).SelectMany(operation => operation.Methods).ToArray();
        return methods.Length == 0 ? null : AllowField.Of(methods);
    }

    private static bool Matches(Operation operation, IQueryCollection query)
    {
        foreach (var condition in operation.QueryConditions)
        {
            var present = query.TryGetValue(condition.Name, out var values);
            if (present != condition.Present || (condition.Value is { } value && values.ToString() != value))
            {
                return false;
            }
        }

        return true;
    }
}
