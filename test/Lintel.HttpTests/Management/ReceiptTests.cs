using System.Net;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>The receipts of changes, and the list of nodes. Several nodes are tried by eng/try-cluster.</summary>
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
            ("POST", $"/keys/{key}/revoke?wait=0", null),
            ("POST", $"/users/{person}/disable", null),
            ("POST", $"/users/{person}/enable", null),
        })
        {
            var receipt = (await shared.Host.ManageAsync(method, path, body))["receipt"]!;

            Assert.Equal("""{"applied":1,"of":1,"fenced":0,"milliseconds":0}""", receipt.ToJsonString());
        }

        Assert.Null((await shared.Host.ManageAsync("GET", $"/keys/{key}"))["receipt"]);
        Assert.Null((await shared.Host.ManageAsync("GET", $"/accounts/{account}"))["receipt"]);
        Assert.Empty(await shared.Host.ManageTextAsync($"/users/{person}/sessions", "DELETE"));
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
