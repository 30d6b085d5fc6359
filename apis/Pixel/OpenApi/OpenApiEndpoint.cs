using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The OpenAPI document, kept by hand beside the endpoints; a test holds it to the routes and to the contract's rows.</summary>
internal static class OpenApiEndpoint
{
    private static readonly Lazy<byte[]> Document = new(Load);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/openapi.yaml", () => Results.Bytes(Document.Value, "application/yaml; charset=utf-8"))
        .WithName("pixel.openapi")
        .AllowAnonymous();

    public static byte[] Load()
    {
        using var stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("pixel.openapi.yaml")
            ?? throw new InvalidOperationException("The OpenAPI document is not in the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
