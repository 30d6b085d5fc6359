using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>Makes ids of operations that have no name, from method and path: <c>GET /v1/accounts/{id}/users</c> is <c>getAccountsByIdUsers</c>.</summary>
internal static partial class OperationIds
{
    public static string Of(string method, string path) =>
        method.ToLowerInvariant() + string.Concat(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => !IsPrefix(segment)).Select(Word));

    /// <summary>Tells whether an operation has a name of its own.</summary>
    public static bool IsNamed(Operation operation) => operation.Metadata.GetMetadata<IEndpointNameMetadata>() is not null;

    /// <summary>The name of an operation's examples.</summary>
    public static string ExampleOf(Operation operation) => IsNamed(operation) ? operation.Name : "example";

    /// <summary>Tells whether a segment of a path tells nothing of what is below it, such as <c>api</c> and <c>v1</c>.</summary>
    public static bool IsPrefix(string segment) => segment == "api" || Version().IsMatch(segment);

    private static string Word(string segment) =>
        segment.StartsWith('{') ? "By" + Capitalized(segment.Trim('{', '}')) : string.Concat(Separator().Split(segment).Select(Capitalized));

    private static string Capitalized(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    [GeneratedRegex("^v[0-9]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separator();
}
