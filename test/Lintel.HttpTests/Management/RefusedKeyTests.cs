using System.Net;
using Lintel.HttpTests.Harness;
using Lintel.Requests;

namespace Lintel.HttpTests.Management;

/// <summary>The log tells support whose key was refused; the caller learns no more than before.</summary>
public sealed class RefusedKeyTests : IAsyncLifetime
{
    private LintelHost _host = null!;

    private ManagementCalls Calls => new(_host);

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("revoke", "credential.revoked", null)]
    [InlineData("disable", "credential.disabled", null)]
    [InlineData("expire", "credential.expired", null)]
    [InlineData("delete", "credential.unknown", "The key was deleted.")]
    [InlineData("rotate", "credential.unknown", "The secret was rotated, and its overlap has ended.")]
    [InlineData("rotate at once", "credential.unknown", "The secret was rotated, and its overlap has ended.")]
    [InlineData("rotate twice", "credential.unknown", "The secret was rotated, and its overlap has ended.")]
    [InlineData("environment", "credential.unknown", "The key is of another environment.")]
    public async Task Entry_of_a_refused_key_names_the_key_and_its_account(string fate, string condition, string? cause)
    {
        var account = await Calls.NewAccountAsync("fieldservice");
        var issued = await Calls.SendAsync(
            null,
            "POST",
            "/keys",
            new { accountId = account, name = "k", environment = fate == "environment" ? "other" : "live" });
        await MeetAsync(fate, issued.KeyId);

        var entry = await EntryOfAsync(issued.Secret);

        Assert.Equal((issued.KeyId, account, condition), (entry.KeyId, entry.AccountId, entry.Condition));
        Assert.Equal(cause, entry.Cause);
    }

    [Fact]
    public async Task Entry_of_a_wrong_secret_names_no_key()
    {
        var account = await Calls.NewAccountAsync("pixel");
        var issued = await Calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k" });
        var entry = await EntryOfAsync(issued.Secret[..^1] + (issued.Secret[^1] == 'a' ? 'b' : 'a'));

        Assert.Equal((null, null), (entry.KeyId, entry.AccountId));
    }

    private async Task MeetAsync(string fate, string id)
    {
        var reply = fate switch
        {
            "expire" => await Calls.SendAsync(null, "PATCH", $"/keys/{id}", new { expiresAt = _host.Clock.GetUtcNow() }),
            "delete" => await Calls.SendAsync(null, "DELETE", $"/keys/{id}"),
            "rotate" => await RotateAsync(id),
            "rotate at once" => await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { }),
            "rotate twice" => await RotateTwiceAsync(id),
            "environment" => null,
            _ => await Calls.SendAsync(null, "POST", $"/keys/{id}/{fate}"),
        };
        Assert.True(reply is null || (int)reply.Status < 300, $"{fate}: {reply?.Status}");
    }

    private async Task<ManagementReply> RotateAsync(string id)
    {
        var reply = await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { overlapSeconds = 1 });
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        return reply;
    }

    private async Task<ManagementReply> RotateTwiceAsync(string id)
    {
        await RotateAsync(id);
        return await RotateAsync(id);
    }

    private async Task<RequestLogEntry> EntryOfAsync(string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fieldservice/customers");
        request.Headers.Add("X-API-Key", secret);
        using var response = await _host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        return (await _host.FindRequestAsync(response.Headers.GetValues("X-Request-Id").Single()))!;
    }
}
