using System.Net;
using System.Net.Http.Headers;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>Keys of the management API itself, and a request that shows whether they work.</summary>
internal sealed class ManagementCalls(LintelHost host)
{
    /// <summary>A new key of a new account.</summary>
    public async Task<(string Id, string Secret)> IssueAsync(params string[] scopes)
    {
        var account = await host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "Somebody" });
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = account["id"]!.ToString(), name = "k", scopes });
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
}
