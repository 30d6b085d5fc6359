using System.Net;
using Lintel.Cluster;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The receipts of changes, and the list of nodes. Lintel.ClusterTests tries several nodes.</summary>
public sealed class ReceiptTests(SharedHost shared)
{
    private readonly ManagementCalls _calls = new(shared.Host);

    [Fact]
    public async Task Change_of_a_key_an_account_and_a_person_has_a_receipt_and_reading_has_none()
    {
        var account = await _calls.NewAccountAsync("otp");
        var key = (await shared.Host.ManageAsync("POST", "/keys", new { accountId = await _calls.NewAccountAsync(), name = "k" }))["key"]!["id"]!.ToString();
        var person = (await shared.Host.ManageAsync("POST", $"/accounts/{account}/users", new { login = $"{account}@shop.example", password = "a long enough one for everybody" }))["id"]!.ToString();

        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("PATCH", $"/accounts/{account}", new { name = "Other" }),
            ("POST", $"/accounts/{account}/suspend", null),
            ("POST", $"/accounts/{account}/resume", null),
            ("PATCH", $"/keys/{key}", new { name = "Other" }),
            ("POST", $"/keys/{key}/disable", null),
            ("POST", $"/keys/{key}/enable?wait=2s", null),
            ("POST", $"/keys/{key}/rotate?wait=500ms", new { }),
            ("POST", $"/keys/{key}/limits/requests/reset", null),
            ("POST", $"/keys/{key}/revoke?wait=0", null),
            ("POST", $"/users/{person}/disable", null),
            ("POST", $"/users/{person}/enable", null),
            ("POST", $"/users/{person}/password", new { password = "another long one for everybody" }),
            ("DELETE", $"/users/{person}/sessions", null),
            ("DELETE", $"/users/{person}", null),
            ("DELETE", $"/keys/{key}", null),
        })
        {
            var receipt = (await shared.Host.ManageAsync(method, path, body))["receipt"]!;

            Assert.Equal("""{"applied":1,"of":1,"fenced":0,"milliseconds":0}""", receipt.ToJsonString());
        }

        Assert.Null((await shared.Host.ManageAsync("GET", $"/accounts/{account}"))["receipt"]);
    }

    [Fact]
    public async Task Deletion_answers_with_the_id_and_a_receipt()
    {
        var key = (await shared.Host.ManageAsync("POST", "/keys", new { accountId = await _calls.NewAccountAsync(), name = "k" }))["key"]!["id"]!.ToString();
        Assert.Null((await shared.Host.ManageAsync("GET", $"/keys/{key}"))["receipt"]);

        var deleted = await shared.Host.ManageTextAsync($"/keys/{key}", "DELETE");

        Assert.Equal(
            """{"id":"KEY","deleted":true,"receipt":{"applied":1,"of":1,"fenced":0,"milliseconds":0}}""",
            deleted.Replace(key, "KEY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_that_a_node_never_applies_is_202_after_ten_seconds_with_what_is_applied()
    {
        var nodes = new SlowNodes();
        var custom = new HostCustomization { Services = services => services.AddSingleton<INodes>(nodes) };
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Customization = custom });
        var calls = new ManagementCalls(host);
        var account = await calls.NewAccountAsync();

        var suspended = await calls.SendAsync(null, "POST", $"/accounts/{account}/suspend");

        Assert.Equal(HttpStatusCode.Accepted, suspended.Status);
        Assert.Equal(account, suspended.Body!["id"]!.ToString());
        Assert.Equal("""{"applied":1,"of":2,"fenced":0,"milliseconds":10000}""", suspended.Body["receipt"]!.ToJsonString());
        Assert.Equal(TimeSpan.FromSeconds(10), nodes.LastLimit);

        // Nobody knows then, and the answer is given all the same.
        nodes.Fails = true;
        var issued = await calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k" });
        var rotated = await calls.SendAsync(null, "POST", $"/keys/{issued.Body!["key"]!["id"]}/rotate", new { });
        Assert.Equal(HttpStatusCode.Accepted, rotated.Status);
        Assert.True(rotated.Body!.AsObject().TryGetPropertyValue("receipt", out var receipt));
        Assert.Null(receipt);
        Assert.NotNull(rotated.Body["secret"]);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("11s")]
    [InlineData("-1s")]
    [InlineData("10001ms")]
    [InlineData("s")]
    public async Task Wait_that_is_none_is_refused_and_nothing_is_changed(string wait)
    {
        var account = await _calls.NewAccountAsync();

        var refused = await _calls.SendAsync(null, "POST", $"/accounts/{account}/suspend?wait={wait}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("wait", refused.Body!["errors"]![0]!["field"]!.ToString());
        Assert.Null((await shared.Host.ManageAsync("GET", $"/accounts/{account}"))["suspendedAt"]);
    }

    [Fact]
    public async Task Only_process_lists_itself_with_its_contracts()
    {
        var node = Assert.Single((await shared.Host.ManageAsync("GET", "/nodes"))["data"]!.AsArray())!;

        Assert.Equal((0, null), ((int)node["lag"]!, (string?)node["leaseUntil"]));
        Assert.Equal(
            ["fieldservice", "lintel", "otp", "panel", "pixel", "trackpilots"],
            node["contracts"]!.AsObject().Select(contract => contract.Key).Order(StringComparer.Ordinal));
        Assert.All(node["contracts"]!.AsObject(), contract => Assert.Matches("^sha256:[0-9a-f]{64}$", contract.Value!.ToString()));
    }
}
