using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Kestrel;

/// <summary>The three ways in which a body is read: by the <c>body</c> stage, by the framework's binding, and by the handler from the stream.</summary>
internal static class BodyOperations
{
    public static void Map(RouteGroupBuilder shop)
    {
        shop.MapPost("/stage", (ApiCall call) => call.Body<string>()).AllowAnonymous().Body(fields => fields.Text("name") ?? string.Empty);
        shop.MapPost("/bound", (Item item) => item.Name).AllowAnonymous();
        shop.MapPost("/stream", CountAsync).AllowAnonymous();
    }

    public static async Task<string> CountAsync(HttpRequest request)
    {
        var buffer = new byte[64 * 1024];
        long count = 0;
        while (await request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            count += read;
        }

        return $"{count}";
    }

    internal sealed record Item(string Name);
}
