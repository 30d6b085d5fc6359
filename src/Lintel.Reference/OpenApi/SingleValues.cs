using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>
/// Writes <c>const</c> where a schema has one value that is no text: the object model has constants that are texts and no others, and is given a list of one.
/// </summary>
internal sealed class SingleValues : OpenApiVisitorBase
{
    /// <summary>Goes through all schemas of a document of OpenAPI 3.1.</summary>
    public static void WriteIn(OpenApiDocument document) => new OpenApiWalker(new SingleValues()).Walk(document);

    public override void Visit(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Enum: [{ } only] } whole && only.GetValueKind() != JsonValueKind.String)
        {
            whole.Enum = null;
            whole.Extensions = new Dictionary<string, IOpenApiExtension>(whole.Extensions ?? new Dictionary<string, IOpenApiExtension>())
            {
                ["const"] = new JsonNodeExtension(only),
            };
        }
    }
}
