using Lintel.AspNetCore;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.Reference;

/// <summary>Writes the routes of operations as OpenAPI writes paths.</summary>
internal static class OperationPaths
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
}
