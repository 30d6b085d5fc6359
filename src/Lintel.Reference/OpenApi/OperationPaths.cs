using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.Reference;

/// <summary>Writes the routes of operations as OpenAPI writes paths.</summary>
internal static partial class OperationPaths
{
    /// <summary>The path of an operation from the root of the application, with names of parameters alone in braces.</summary>
    public static string Of(Operation operation) => "/" + string.Join('/', RoutePatternFactory.Parse(operation.Route).PathSegments.Select(
        segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => string.Empty,
        }))));

    /// <summary>The path with its parameters unnamed: for OpenAPI, paths that differ in names of parameters alone are one.</summary>
    public static string WithoutNames(string path) => Parameter().Replace(path, "{}");

    /// <summary>Gives the path's parameters of an operation the names that its path has in the document.</summary>
    /// <param name="item">The operation as the document describes it.</param>
    /// <param name="spelled">The path in the document.</param>
    /// <param name="operations">The operations that it describes, each with its own names.</param>
    public static JsonObject Respell(JsonObject item, string spelled, IReadOnlyList<Operation> operations)
    {
        var names = NamesOf(spelled);
        var others = operations
            .SelectMany(operation => NamesOf(Of(operation)).TakeLast(names.Length).Zip(names))
            .Where(pair => pair.First != pair.Second)
            .DistinctBy(pair => pair.First, StringComparer.Ordinal)
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        if (others.Count == 0 || item["parameters"] is not JsonArray parameters)
        {
            return item;
        }

        foreach (var parameter in parameters.OfType<JsonObject>().Where(parameter => (string?)parameter["in"] == "path").ToArray())
        {
            var name = others.GetValueOrDefault((string)parameter["name"]!, (string)parameter["name"]!);
            parameter["name"] = name;
            if (parameters.OfType<JsonObject>().Any(other => other != parameter && (string?)other["in"] == "path" && (string?)other["name"] == name))
            {
                parameters.Remove(parameter);
            }
        }

        return item;
    }

    private static string[] NamesOf(string path) => [.. Parameter().Matches(path).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
