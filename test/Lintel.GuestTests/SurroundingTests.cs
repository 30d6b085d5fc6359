using System.Text.Json.Nodes;

namespace Lintel.GuestTests;

/// <summary>The surroundings of the answers stay as without Lintel: the application's own description and its log.</summary>
public sealed class SurroundingTests(Pair pair) : IClassFixture<Pair>
{
    [Fact]
    public async Task Description_is_the_one_without_Lintel_outside_the_operations_of_the_api()
    {
        var with = await DescriptionOf(pair.With);
        var without = await DescriptionOf(pair.Without);

        Assert.Contains("/plain/hello", without, StringComparison.Ordinal);
        Assert.Equal(without, with);
    }

    [Theory]
    [InlineData("/plain/customers/1")]
    [InlineData("/plain/hello")]
    [InlineData("/plain/throw")]
    public async Task Request_outside_is_logged_as_without_Lintel(string path)
    {
        // The first request of each may log what is made once.
        await LogOf(pair.With, path);
        await LogOf(pair.Without, path);

        Assert.Equal(await LogOf(pair.Without, path), await LogOf(pair.With, path));
    }

    private static async Task<IReadOnlyList<string>> LogOf(Guest guest, string path)
    {
        using (await guest.SendAsync($"GET {path}", key: null))
        {
        }

        // A request is logged to its end after it was answered, and before the next one on its connection begins.
        using (await guest.SendAsync("GET /site.txt", key: null))
        {
        }

        // The end of that next one may be logged any time.
        return [.. guest.Log.Take().Where(line => !line.Contains("Microsoft.AspNetCore.StaticFiles", StringComparison.Ordinal)

            // WebApplicationFactory registers its server last of all, so that the mask of queries has to listen to events, and MVC says more for any listener.
            && !line.Contains("ControllerActionInvoker[101]", StringComparison.Ordinal)
            && !line.Contains("ControllerActionInvoker[103]", StringComparison.Ordinal)
            && !line.Contains("Microsoft.AspNetCore.Hosting.Diagnostics", StringComparison.Ordinal) && !line.Contains(" Lintel.", StringComparison.Ordinal))];
    }

    private static async Task<string> DescriptionOf(Guest guest)
    {
        using var response = await guest.SendAsync("GET /openapi/v1.json", key: null);
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        var paths = document["paths"]!.AsObject();
        foreach (var path in paths.Select(item => item.Key).Where(path => path.StartsWith("/shop/", StringComparison.Ordinal)).ToArray())
        {
            paths.Remove(path);
        }

        // Components of the API are named after it.
        foreach (var (kind, components) in document["components"]!.AsObject().ToArray())
        {
            foreach (var name in components!.AsObject().Select(item => item.Key).Where(name => name.StartsWith("shop.", StringComparison.Ordinal)).ToArray())
            {
                components.AsObject().Remove(name);
            }

            if (components.AsObject().Count == 0)
            {
                document["components"]!.AsObject().Remove(kind);
            }
        }

        // The address that the document names is the process's own.
        document.Remove("servers");
        return document.ToJsonString();
    }
}
