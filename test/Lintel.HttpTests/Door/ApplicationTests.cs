using System.Net;
using System.Text.Json;

namespace Lintel.HttpTests.Door;

public sealed class ApplicationTests : IAsyncLifetime
{
    private readonly BureauHost.Applications _applications = new();

    private DoorHost _host = null!;
    private (string ClientId, string Secret, string Key) _one;
    private (string ClientId, string Secret, string Key) _live;

    public async ValueTask InitializeAsync()
    {
        _host = await BureauHost.StartAsync(_applications);
        _one = _applications.Add(_host, "test");
        _live = _applications.Add(_host, "live");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task All_three_of_one_application_open_it()
    {
        using var response = await SendAsync(_one.ClientId, _one.Secret, _one.Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Every_mismatch_is_refused_with_the_same_challenge()
    {
        var other = _applications.Add(_host, "test");
        (string?, string?, string?)[] wrong =
        [
            (_one.ClientId, other.Secret, _one.Key), (_one.ClientId, _one.Secret, other.Key), (other.ClientId, _one.Secret, _one.Key),
            (_live.ClientId, _one.Secret, _one.Key), (_one.ClientId, _one.Secret, _live.Key), (_one.ClientId[..^1] + "_", _one.Secret, _one.Key),
            (
                _one.ClientId.Replace("test", "live", StringComparison.Ordinal),
                _one.Secret.Replace("test", "live", StringComparison.Ordinal),
                _one.Key.Replace("test", "live", StringComparison.Ordinal)),
            (_one.Secret, _one.ClientId, _one.Key), (_one.ClientId, _one.Key, _one.Secret), (null, _one.Secret, _one.Key), (_one.ClientId, null, _one.Key),
            (_one.ClientId, _one.Secret, null),
            (null, null, _one.Key),
            (_one.ClientId, _one.Secret, string.Empty),
            (_one.ClientId, _one.Secret, $"{_one.Key},{_one.Key}"),
            (null, null, null),
        ];

        foreach (var (id, secret, key) in wrong)
        {
            using var response = await SendAsync(id, secret, key);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.StartsWith("ApiKey realm=\"shop\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Other_credentials_are_not_looked_at_where_only_applications_are_taken()
    {
        using var byKey = await _host.SendAsync("GET", "/shop/programs", _host.Key);
        using var both = await _host.SendAsync(
            "GET",
            "/shop/programs",
            "nonsense",
            null,
            ("X-Client-Id", _one.ClientId),
            ("X-Client-Secret", _one.Secret),
            ("X-Api-Key", _one.Key));

        Assert.Equal("unauthenticated", await CodeOf(byKey));
        Assert.Equal(HttpStatusCode.OK, both.StatusCode);
    }

    [Fact]
    public async Task Key_beside_an_applications_credentials_is_malformed_where_both_are_taken()
    {
        using var response = await _host.SendAsync(
            "GET",
            "/shop/who",
            _host.Key,
            null,
            ("X-Client-Id", _one.ClientId),
            ("X-Client-Secret", _one.Secret),
            ("X-Api-Key", _one.Key));

        Assert.Equal("unauthenticated", await CodeOf(response));
    }

    [Fact]
    public async Task Suspended_application_is_told_so_only_with_good_credentials()
    {
        var suspended = _applications.Add(_host, "test", suspended: true);
        using var good = await SendAsync(suspended.ClientId, suspended.Secret, suspended.Key);
        using var bad = await SendAsync(suspended.ClientId, suspended.Secret, _one.Key);

        Assert.Equal("suspended", await CodeOf(good));
        Assert.Equal("bad_key", await CodeOf(bad));
    }

    [Fact]
    public async Task Each_application_has_a_limit_of_its_own()
    {
        for (var i = 0; i < 3; i++)
        {
            using var admitted = await SendAsync(_one.ClientId, _one.Secret, _one.Key, "POST", "/shop/programs/limited");
            Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        }

        using var fourth = await SendAsync(_one.ClientId, _one.Secret, _one.Key, "POST", "/shop/programs/limited");
        using var elsewhere = await SendAsync(_live.ClientId, _live.Secret, _live.Key, "POST", "/shop/programs/limited");

        Assert.Equal("rate", await CodeOf(fourth));
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Start_up_refuses_an_api_whose_applications_nobody_can_find()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => DoorHost.StartAsync(
            ShopOperations.Map,
            contract: text => text.Replace(
                "  - { kind: bearer, prefix: shop }",
                "  - { kind: bearer, prefix: shop }\n  - "
                    + "{ kind: application, headers: { clientId: X-A, clientSecret: X-B, apiKey: X-C }, prefixes: { clientId: a, clientSecret: b, apiKey: c } }",
                StringComparison.Ordinal)));

        Assert.Contains("options.FindApplication", fault.Message, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SendAsync(string? id, string? secret, string? key, string method = "GET", string path = "/shop/programs") =>
        _host.SendAsync(
        method, path, null, null, [.. new[]
        {
            ("X-Client-Id", id),
            ("X-Client-Secret", secret),
            ("X-Api-Key", key)
        }.Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!))]);

    private static async Task<string> CodeOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("code").GetString()!;
}
