using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Pixel;

/// <summary>A reply of the API, read.</summary>
internal sealed record PixelReply(int Status, HttpResponseHeaders Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Code => (string?)Json["error"]?["code"];

    public string Data => Json["data"]!.ToJsonString();

    /// <summary>The rows of a pipe.</summary>
    public string Rows => Json["data"]!["data"]!.ToJsonString();

    public string RequestId => (string)Json["meta"]!["request_id"]!;

    /// <summary>The text without its request id, to compare two replies.</summary>
    public string WithoutId => Text.Replace(RequestId, "req", StringComparison.Ordinal);

    public int Header(string name) => int.Parse(Headers.GetValues(name).Single());
}

/// <summary>Calls of the API with the demo keys.</summary>
internal static class PixelCalls
{
    public const string Base = "/pixel/api/v1";

    public static Task<PixelReply> GetAsync(this LintelHost host, string path, string key = "edges") => SendAsync(host, HttpMethod.Get, path, key, null);

    public static Task<PixelReply> PostAsync(this LintelHost host, string path, object body, string key = "edges") =>
        SendAsync(host, HttpMethod.Post, path, key, JsonContent.Create(body));

    public static Task<PixelReply> TopPagesAsync(this LintelHost host, string key = "edges", string query = "") =>
        host.GetAsync($"/pixel/metrics/p_top_pages{query}", key);

    /// <summary>The first website of a key's workspace.</summary>
    public static async Task<string> WebsiteAsync(this LintelHost host, string key = "edges") =>
        (string)(await host.GetAsync("/pixel/websites", key)).Json["data"]![0]!["id"]!;

    /// <summary>Calls the management API.</summary>
    /// <returns>Status and body.</returns>
    public static async Task<(int Status, JsonNode? Body)> DashboardAsync(this LintelHost host, string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            "/lintel/v1/pixel" + path)
        { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.OperatorToken);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private static async Task<PixelReply> SendAsync(LintelHost host, HttpMethod method, string path, string key, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, Base + path) { Content = content };
        var text = key.StartsWith("admx_", StringComparison.Ordinal) ? key : host.DemoText($"pixel.keys.{key}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new PixelReply((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
