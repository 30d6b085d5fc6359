using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>Old secrets in the overlap of a rotation: who still uses them, and their end before the time.</summary>
public sealed class OldSecretTests : IAsyncLifetime
{
    private LintelHost _host = null!;

    private ManagementCalls Calls => new(_host);

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Old_secret_is_ended_at_once_and_the_newest_works_on()
    {
        var (id, oldest) = await Calls.IssueAsync("accounts:read");
        var old = await RotateAsync(id);
        var newest = await RotateAsync(id);
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(oldest));

        var hints = (await _host.ManageAsync("GET", $"/keys/{id}"))["secrets"]!.AsArray().Select(secret => secret!["hint"]!.ToString()).ToArray();
        var ended = await Calls.SendAsync(null, "POST", $"/keys/{id}/end-old-secrets", new { hint = hints[1] });
        Assert.Equal(_host.Clock.GetUtcNow(), (DateTimeOffset)ended.Body!["secrets"]![1]!["endsAt"]!);
        Assert.NotNull(ended.Body["receipt"]);
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (await Calls.StatusWith(newest), await Calls.StatusWith(old), await Calls.StatusWith(oldest)));

        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "POST", $"/keys/{id}/end-old-secrets", new { })).Status);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await Calls.StatusWith(newest), await Calls.StatusWith(oldest)));

        var none = await Calls.SendAsync(null, "POST", $"/keys/{id}/end-old-secrets", new { });
        Assert.Equal((HttpStatusCode.Conflict, $"Key {id} has no old secret that works."), (none.Status, none.Detail));
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "POST", $"/keys/{id}/end-old-secrets", new { hint = hints[0] })).Status);
    }

    [Fact]
    public async Task Old_secrets_that_are_still_used_are_listed_until_they_end()
    {
        var (id, old) = await Calls.IssueAsync("accounts:read");
        var (idle, _) = await Calls.IssueAsync("accounts:read");
        await Calls.StatusWith(old);
        var newest = await RotateAsync(id);
        await RotateAsync(idle);
        await Calls.StatusWith(newest);
        Assert.Empty(await ListAsync());

        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        await Calls.StatusWith(old);
        var used = _host.Clock.GetUtcNow();
        await Calls.StatusWith(newest);

        var listed = Assert.Single(await ListAsync())!;
        var key = await _host.ManageAsync("GET", $"/keys/{id}");
        Assert.Equal((id, used), (listed["keyId"]!.ToString(), (DateTimeOffset)listed["lastUsedAt"]!));
        Assert.Equal(key["secrets"]![1]!["hint"]!.ToString(), listed["hint"]!.ToString());
        Assert.Equal(used, (DateTimeOffset)key["secrets"]![1]!["lastUsedAt"]!);
        Assert.Null(key["secrets"]![0]!["lastUsedAt"]);
        Assert.Equal("127.0.0.1", listed["lastUsedAddress"]!.ToString());
        Assert.Empty(await ListAsync("?api=pixel"));

        _host.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await ListAsync());
    }

    private async Task<string> RotateAsync(string id) =>
        (await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { overlapSeconds = 3600 })).Secret;

    private async Task<JsonArray> ListAsync(string query = "") => (await _host.ManageAsync("GET", $"/usage/old-secrets{query}"))["data"]!.AsArray();
}
