using System.Text.Json.Nodes;

namespace Lintel.ClusterTests.Harness;

/// <summary>A fresh account of an API with one key, which has every scope that the tests need.</summary>
internal sealed class Tenant
{
    private readonly string _api;

    private Tenant(string api, string accountId, string keyId, string key)
    {
        _api = api;
        AccountId = accountId;
        KeyId = keyId;
        Key = key;
    }

    public string AccountId { get; }

    public string KeyId { get; }

    public string Key { get; }

    /// <summary>The header field of a key.</summary>
    public (string Name, string Value) Credential => _api == "fieldservice" ? ("X-API-Key", Key) : ("Authorization", $"Bearer {Key}");

    /// <summary>Makes an account with a key.</summary>
    /// <param name="nodes">The nodes that make it, one after the other.</param>
    /// <param name="api">The API.</param>
    /// <param name="limits">Limits by policy; those that a test is not about are wide.</param>
    public static async Task<Tenant> MakeAsync(IReadOnlyList<Node> nodes, string api, params (string Policy, int Allow)[] limits)
    {
        var allowed = PoliciesOf(api).ToDictionary(policy => policy, _ => ClusterContracts.Wide);
        foreach (var (policy, allow) in limits)
        {
            allowed[policy] = allow;
        }

        var account = (string)(await nodes[0].ManageAsync("POST", "/accounts", new { api, name = "Tenant", limits = allowed }))["id"]!;
        if (api == "fieldservice")
        {
            await nodes[0].ManageAsync("PATCH", $"/accounts/{account}", new { plan = "enterprise" });
        }

        var (id, key) = await IssueAsync(nodes[^1], api, account);
        return new Tenant(api, account, id, key);
    }

    /// <summary>The same account with a further key.</summary>
    public async Task<Tenant> WithKeyAsync(Node node)
    {
        var (id, key) = await IssueAsync(node, _api, AccountId);
        return new Tenant(_api, AccountId, id, key);
    }

    /// <summary>Sends a cheap request that its limits count.</summary>
    /// <param name="node">The node that is asked.</param>
    /// <param name="address">The address that a proxy says the caller has; null for that of this machine.</param>
    public Task<Reply> ReadAsync(Node node, string? address = null) => node.SendAsync(
        "GET", ReadOf(_api), body: null, CancellationToken.None, address is null ? [Credential] : [Credential, ("X-Forwarded-For", address)]);

    /// <summary>Sends a request.</summary>
    public Task<Reply> SendAsync(Node node, string method, string path, object? body = null) =>
        node.SendAsync(method, BaseOf(_api) + path, body, CancellationToken.None, Credential);

    private static async Task<(string Id, string Key)> IssueAsync(Node node, string api, string account)
    {
        var issued = await node.ManageAsync("POST", "/keys", new { accountId = account, name = "test", scopes = ScopesOf(api) });
        return ((string)issued["key"]!["id"]!, (string)issued["secret"]!);
    }

    private static string[] PoliciesOf(string api) => api switch
    {
        "pixel" => ["workspace"],
        "fieldservice" => ["list", "single", "write", "daily"],
        "panel" => ["global"],
        _ => [],
    };

    private static string[] ScopesOf(string api) => api switch
    {
        "pixel" => ["pixel:read", "pixel:write"],
        "fieldservice" => ["jobs:read", "customers:read", "customers:write", "inventory:read", "inventory:write", "technicians:read"],
        "panel" => ["applications:read"],
        _ => [],
    };

    private static string BaseOf(string api) => api switch
    {
        "pixel" => "/pixel/api/v1",
        "fieldservice" => "/fieldservice/api/v1",
        "panel" => "/panel/api/v1/panel",
        _ => "/trackpilots/v1",
    };

    private static string ReadOf(string api) => BaseOf(api) + api switch
    {
        "pixel" => "/me",
        "fieldservice" => "/technicians",
        "panel" => "/get-applications",
        _ => "/access-management",
    };
}
