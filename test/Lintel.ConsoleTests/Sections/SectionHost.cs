using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.ConsoleTests.Sections;

/// <summary>A process with demo data of its own, an operator at its console, and the customers who call its APIs.</summary>
public sealed class SectionHost : IAsyncLifetime
{
    private LintelHost? _host;
    private ConsoleVisitor? _operator;

    internal LintelHost Host => _host!;

    /// <summary>An owner, who may do everything.</summary>
    internal ConsoleVisitor Operator => _operator!;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync();
        _operator = await ConsoleVisitor.SignInAsync(_host);
    }

    public async ValueTask DisposeAsync()
    {
        _operator?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>The page of a key in the console.</summary>
    internal async Task<string> PageOfKeyAsync(string key)
    {
        var found = await Host.ManageAsync("POST", "/keys/find", new { key });
        return $"/console/keys/{found["id"] ?? found["key"]!["id"]}";
    }

    /// <summary>Sends a request of a customer's program.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="headers">The credential.</param>
    /// <param name="body">The body; null for none.</param>
    /// <returns>The status, and the code of a refusal.</returns>
    internal async Task<string> SendAsync(string method, string path, (string Name, string Value)[] headers, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await Host.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? $"{(int)answer.StatusCode}" : $"{(int)answer.StatusCode} {CodeOf(JsonNode.Parse(text)!)}";
    }

    internal Task<string> SendAsync(string method, string path, string key, object? body = null) =>
        SendAsync(method, path, [("Authorization", $"Bearer {key}")], body);

    private static string CodeOf(JsonNode body) => (body["code"] ?? (body["error"] is JsonObject error ? error["code"] : body["error"]))?.ToString() ?? "-";
}
