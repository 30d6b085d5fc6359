using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Lintel.AspNetCore;

/// <summary>
/// Chooses between operations of one path and method by their query conditions, and by the media types that they accept. Paths without such operations
/// never come here: the framework's own matcher takes their methods from a table without allocating.
/// </summary>
internal sealed class OperationSelector : MatcherPolicy, IEndpointSelectorPolicy
{
    // After the framework's policies, which only look at what this one does not.
    public override int Order => 1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => Chooses(endpoints);

    /// <summary>True where what is selected depends on more than path and method.</summary>
    public static bool Chooses(IReadOnlyList<Endpoint> endpoints)
    {
        var operations = endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<GuardedEndpoint>()?.Operation).OfType<Operation>().ToArray();
        return operations.Any(operation => operation.QueryConditions.Count > 0)
            || (operations.Length > 1 && operations.Any(operation => operation.MediaTypes.Count > 0));
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var best = Best(httpContext.Request, candidates);
        for (var i = 0; i < candidates.Count; i++)
        {
            // Where none is chosen, the endpoint for unanswered requests is.
            var isOperation = candidates[i].Endpoint.Metadata.GetMetadata<GuardedEndpoint>() is not null;
            candidates.SetValidity(i, best < 0 ? !isOperation && candidates.IsValidCandidate(i) : i == best);
        }

        return Task.CompletedTask;
    }

    private static int Best(HttpRequest request, CandidateSet candidates)
    {
        var method = Preflight.MethodOf(request) ?? request.Method;
        var best = -1;
        var bestRank = -1;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<GuardedEndpoint>()?.Operation is { } operation
                && operation.Answers(method)
                && operation.MeetsQuery(request)
                && Rank(operation, request) is var rank
                && rank > bestRank)
            {
                best = i;
                bestRank = rank;
            }
        }

        return best;
    }

    /// <summary>More conditions are more special; under as many, one that accepts the body comes before one that would refuse it.</summary>
    private static int Rank(Operation operation, HttpRequest request) => (2 * operation.QueryConditions.Count) + (operation.AcceptsMediaType(request) ? 1 : 0);
}
