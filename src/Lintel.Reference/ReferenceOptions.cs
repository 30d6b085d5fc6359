using Lintel.Contracts;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>Settings of the reference.</summary>
public sealed class ReferenceOptions
{
    /// <summary>
    /// The path under which the reference is mapped: its index, with the pages and documents of each API below. It begins with a slash and is not <c>/</c>.
    /// </summary>
    /// <value>The default is <c>/docs</c>.</value>
    public string Path { get; set; } = "/docs";

    /// <summary>
    /// Completes the OpenAPI document of an API, such as <c>info</c> with version, license and contact, before it is written; null to leave it as it is. Called
    /// once for each address that the document is made for.
    /// </summary>
    public Action<OpenApiDocument, Contract>? CompleteDocument { get; set; }
}
