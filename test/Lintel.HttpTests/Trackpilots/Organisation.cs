using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Trackpilots;

/// <summary>A fresh account with a key, and the calls that fill it, as an operator would.</summary>
internal sealed class Organisation
{
    private readonly LintelHost _host;
    private Organisation(LintelHost host, string accountId, string key)
    {
        _host = host;
        AccountId = accountId;
        Key = key;
    }

    public string AccountId { get; }

    public string Key { get; }

    private string Dashboard => $"/trackpilots/accounts/{AccountId}";

    public static async Task<Organisation> MakeAsync(LintelHost host, string plan = "starter", string subscription = "active")
    {
        var account = await host.ManageAsync("POST", "/accounts", new { api = "trackpilots", name = "Brook Dairy", plan, subscription });
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = (string)account["id"]!, name = "reports" });
        return new Organisation(host, (string)account["id"]!, (string)issued["secret"]!);
    }

    public Task<JsonNode> ManageAsync(string method, string path, object? body = null) => _host.ManageAsync(method, Dashboard + path, body);

    public async Task<string> AddTeamAsync(string teamName) => (string)(await ManageAsync("POST", "/teams", new { teamName }))["teamId"]!;

    public async Task<string> RoleAsync(string name)
    {
        var roles = await ReadAsync("GET", "/access-management");
        return (string)roles["data"]!.AsArray().Single(role => (string)role!["roleName"]! == name)!["roleId"]!;
    }

    public async Task<string> AddEmployeeAsync(string userName, string emailId, params string[] teamId)
    {
        var added = await ReadAsync(
            "POST",
            "/employees",
            new { userName, emailId, password = "Correct-Horse-7", roleId = await RoleAsync("No Access"), teamId, workMode = "remote" });
        return (string)added["response"]!["userId"]!;
    }

    public Task<JsonNode> TrackAsync(string userId, string startTime, string endTime, object application, bool isIdle = false, string title = "") =>
        ManageAsync("POST", "/activities", new { activities = new[] { new { userId, startTime, endTime, application, title, isIdle } } });

    /// <summary>Sends a request with the account's key.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null) => SendAsync(_host, method, path, Key, body);

    /// <summary>The same, for a success.</summary>
    public async Task<JsonNode> ReadAsync(string method, string path, object? body = null) => JsonNode.Parse(await TextAsync(method, path, body))!;

    /// <summary>The bytes of a success as text.</summary>
    public async Task<string> TextAsync(string method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    /// <summary>Sends a request to the API.</summary>
    public static async Task<HttpResponseMessage> SendAsync(LintelHost host, string method, string path, string? key, object? body = null)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            "/trackpilots/v1" + path)
        { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
