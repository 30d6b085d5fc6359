using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Lintel.ClusterTests.Harness;

/// <summary>An answer, read.</summary>
internal sealed record Reply(int Status, HttpResponseHeaders Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text.Length == 0 ? "{}" : Text)!;

    /// <summary>The number in a header field; null without one.</summary>
    public int? Number(string header) => Headers.TryGetValues(header, out var values) ? int.Parse(values.Single()) : null;

    /// <summary>The whole seconds of Retry-After; null without them.</summary>
    public int? RetryAfter => Number("Retry-After");
}

/// <summary>Requests to one node.</summary>
internal static class NodeCalls
{
    private const string Management = "/lintel/v1";

    /// <summary>Sends a request.</summary>
    public static async Task<Reply> SendAsync(
        this Node node,
        string method,
        string target,
        object? body = null,
        CancellationToken cancellationToken = default,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await node.Client.SendAsync(request, cancellationToken);
        return new Reply((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Sends a request of the management API with the operator token, whatever the answer is.</summary>
    public static Task<Reply> OperateAsync(this Node node, string method, string path, object? body = null, string? idempotencyKey = null)
    {
        (string, string) token = ("Authorization", $"Bearer {node.OperatorToken}");
        (string, string)[] headers = idempotencyKey is null ? [token] : [token, ("Idempotency-Key", idempotencyKey)];
        return node.SendAsync(method, Management + path, body, CancellationToken.None, headers);
    }

    /// <summary>Sends a request of the management API with the operator token, and reads its JSON.</summary>
    public static async Task<JsonNode> ManageAsync(this Node node, string method, string path, object? body = null)
    {
        var reply = await node.OperateAsync(method, path, body);
        return reply.Status is >= 200 and < 300 ? reply.Json : throw new InvalidOperationException($"{method} {path}: {reply.Status} {reply.Text}");
    }
}
