using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// The endpoint that routing selects inside an API where no operation answers: nothing has the path, or nothing has the path with this method.
/// </summary>
/// <param name="api">The API.</param>
/// <param name="others">The operations that have the path, for other methods or under constraints that this request does not meet.</param>
internal sealed class UnmatchedEndpoint(ServedApi api, IReadOnlyList<GuardedEndpoint> others) : ApiEndpoint(api)
{
    /// <summary>The methods that the request's path has; null where it has none, which makes the path unknown.</summary>
    public string? AllowedMethods(HttpContext http)
    {
        List<string>? methods = null;
        foreach (var other in others)
        {
            // One that has the method too was ruled out by something else, such as a policy of the application, and so is not at this path for this request.
            if (!other.Operation.Answers(http.Request.Method) && other.Operation.MeetsQuery(http.Request) && other.Matches(http))
            {
                (methods ??= []).AddRange(other.Operation.Methods);
            }
        }

        return methods is null ? null : AllowHeader.Of(methods);
    }
}

/// <summary>The endpoint that routing selects for paths that lie in an API otherwise than routing reads them. They are unknown to every API.</summary>
/// <param name="outside">Lintel's own, which answers where no middleware of Lintel's has looked at the request.</param>
internal sealed class MisreadEndpoint(ServedApi outside) : ApiEndpoint(outside);
