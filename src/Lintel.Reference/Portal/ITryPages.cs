using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>Maps the pages on which the operations of APIs are tried. A package of its own has them, for those who want them.</summary>
internal interface ITryPages
{
    /// <summary>Maps the page of one API.</summary>
    void Map(IEndpointRouteBuilder portal, TryPage page);
}

/// <summary>The page on which the operations of an API are tried.</summary>
/// <param name="Path">Its path in the portal's group.</param>
/// <param name="Title">Its title.</param>
/// <param name="Document">The path of the API's OpenAPI document in the application.</param>
/// <param name="Credential">The security scheme of that document which is asked for first; null where there is none.</param>
internal sealed record TryPage(string Path, string Title, Func<string> Document, string? Credential);
