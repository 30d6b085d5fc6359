using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.Reference;

/// <summary>Writes the routes of operations as OpenAPI writes paths.</summary>
internal static partial class OperationPaths
{
    /// <summary>The path of an operation from the root of the application, with names of parameters alone in braces.</summary>
    public static string Of(Operation operation) => Of(RoutePatternFactory.Parse(operation.Route));

    /// <summary>The path of a route.</summary>
    public static string Of(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(
        segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => string.Empty,
        }))));

    /// <summary>The path of an operation below the base path of its API.</summary>
    public static string Below(Contract contract, Operation operation) =>
        Of(operation) is var path && path.Length > contract.BasePath.Length ? path[contract.BasePath.Length..] : "/";

    /// <summary>The path with its parameters unnamed: for OpenAPI, paths that differ in names of parameters alone are one.</summary>
    public static string WithoutNames(string path) => Parameter().Replace(path, "{}");

    /// <summary>The path of an operation with a value in the place of each parameter.</summary>
    public static string WithValues(Operation operation, string value) => Parameter().Replace(Of(operation), value);

    /// <summary>The names of a path's parameters, in their order.</summary>
    public static string[] NamesOf(string path) => [.. Parameter().Matches(path).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
