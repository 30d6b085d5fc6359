using System.Text.Json;

namespace Lintel.HttpTests.Door;

/// <summary>Refusals that are alike are made once; each answer is still its own caller's.</summary>
public sealed class RepeatedRefusalTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(
        ShopOperations.Map,
        contract: text => text.Replace("allow: 50, window: 1 minute, headers: ietf", "allow: 4, window: 1 minute", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Keys_without_the_scope_are_told_their_own_scopes()
    {
        var none = (await _host.IssueAsync()).Key;
        var read = (await _host.IssueAsync("things:read")).Key;

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(("things:write", "[]"), await RefusedScopeAsync("POST", none));
            Assert.Equal(("things:write", "[\"things:read\"]"), await RefusedScopeAsync("POST", read));
            Assert.Equal(("things:read", "[]"), await RefusedScopeAsync("GET", none));
        }
    }

    [Fact]
    public async Task Requests_over_the_limit_are_told_the_seconds_that_are_left_and_their_own_id()
    {
        while ((int)(await SendAsync("GET", _host.Key)).Status != 429)
        {
        }

        var ids = new HashSet<string>();
        var left = 60;
        foreach (var wait in (int[])[60, 60, 59, 30, 30, 1])
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(left - wait));
            left = wait;
            var (status, retryAfter, headerId, body) = await SendAsync("GET", _host.Key);
            Assert.Equal((429, $"{wait}", wait), (status, retryAfter, body.GetProperty("wait").GetInt32()));
            Assert.Equal(headerId, body.GetProperty("id").GetString());
            Assert.True(ids.Add(headerId));
            Assert.Equal(retryAfter, JsonDocument.Parse((await _host.FindAsync(headerId))!.Arguments!).RootElement.GetProperty("retryAfter").ToString());
        }
    }

    private async Task<(string Required, string Available)> RefusedScopeAsync(string method, string key)
    {
        var (status, _, headerId, body) = await SendAsync(method, key);
        Assert.Equal(403, status);
        Assert.Equal(headerId, body.GetProperty("id").GetString());
        var entry = JsonDocument.Parse((await _host.FindAsync(headerId))!.Arguments!).RootElement;
        return (entry.GetProperty("required").GetString()!, entry.GetProperty("available").GetRawText());
    }

    private async Task<(int Status, string? RetryAfter, string Id, JsonElement Body)> SendAsync(string method, string key)
    {
        using var response = await _host.SendAsync(method, "/shop/things", key);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        return ((int)response.StatusCode, response.Headers.RetryAfter?.ToString(), response.Headers.GetValues("X-Request-Id").Single(), body);
    }
}
