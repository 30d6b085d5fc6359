using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>The status and the JSON of an answer.</summary>
internal sealed record ManagementReply(HttpStatusCode Status, JsonNode? Body, HttpResponseHeaders Headers)
{
    public string? Code => Body?["code"]?.ToString();

    public string? Detail => Body?["detail"]?.ToString();

    public string Secret => Body!["secret"]!.ToString();

    public string? EntityTag => Headers.TryGetValues("ETag", out var tags) ? tags.Single() : null;

    public string KeyId => Body!["key"]!["id"]!.ToString();
}

/// <summary>Keys of the management API itself, and requests with them.</summary>
internal sealed class ManagementCalls(LintelHost host)
{
    /// <summary>A new account.</summary>
    public async Task<string> NewAccountAsync(string api = "lintel") =>
        (await host.ManageAsync("POST", "/accounts", new { api, name = "Somebody" }))["id"]!.ToString();

    /// <summary>A new key of a new account.</summary>
    public async Task<(string Id, string Secret)> IssueAsync(params string[] scopes)
    {
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = await NewAccountAsync(), name = "k", scopes });
        return (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString());
    }

    public async Task<HttpResponseMessage> SendWith(string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lintel/v1/accounts?limit=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await host.Client.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusWith(string secret)
    {
        using var response = await SendWith(secret);
        return response.StatusCode;
    }

    /// <summary>Sends a request to the management API.</summary>
    /// <param name="token">The key; null for the operator token.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <c>/lintel/v1</c>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="idempotencyKey">The Idempotency-Key; null for none.</param>
    /// <param name="ifMatch">The If-Match; null for none.</param>
    public async Task<ManagementReply> SendAsync(
        string? token, string method, string path, object? body = null, string? idempotencyKey = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/lintel/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? host.OperatorToken);
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await host.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ManagementReply(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers);
    }
}
