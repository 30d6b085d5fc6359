using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>
/// Every parameter of the management API with values at the ends of its range and beyond: dates, sizes, all of Unicode. Nothing is a 5xx.
/// <c>LINTEL_PROPERTY_REQUESTS=100000</c> makes it a long run.
/// </summary>
public sealed class ParameterPropertyTests : IAsyncLifetime
{
    private const int DefaultRequests = 1500;
    private const ulong Seed = 20261128;
    private const ulong Gamma = 11;

    private static readonly string[] Moments =
    [
        "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z", "2039-09-07T15:47:36Z", "2026-02-29", "2026-12-31T24:00:00Z", "now",
    ];

    private static readonly string[] Numbers =
        ["0", "1", "-1", "50", "200", "201", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e400", "0.5", "100", "599", "7776000"];

    private static readonly string[] Words =
        ["", " ", "lintel", "pixel", "panel", "live", "test", "active", "standard", "accounts:read", "requests", "key-creation", "*", "/lintel/v1/*", "GET", "%", "'; DROP TABLE account; --", "\0", "\ud83d\udca5", "\u202e", "ﬁ", "İ", "\uffff", "a\r\nb"];

    private LintelHost _host = null!;
    private string _accountId = null!;
    private string _keyId = null!;
    private string _secret = null!;
    private string _ownersId = null!;
    private string _userId = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new ManagementCalls(_host);
        _accountId = await calls.NewAccountAsync("fieldservice");
        var issued = await calls.SendAsync(null, "POST", "/keys", new { accountId = _accountId, name = "k" });
        (_keyId, _secret) = (issued.KeyId, issued.Secret);
        _ownersId = await calls.NewAccountAsync("panel");
        _userId = (await calls.SendAsync(null, "POST", $"/accounts/{_ownersId}/users", new { login = "ada@example.test", password = "a password of some length" })).Body!["id"]!.ToString();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void Parameters_of_any_value_are_never_a_failure_of_the_server()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("LINTEL_PROPERTY_REQUESTS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : DefaultRequests;
        var token = _host.OperatorToken;
        Prop.ForAll(Requests().ToArbitrary(), async sent =>
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(4));
            using var request = new HttpRequestMessage(new HttpMethod(sent.Method), "/lintel/v1" + sent.Target);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (sent.Body is { } body)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            using var response = await _host.Client.SendAsync(request);
            var answer = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode < 500, $"{sent}: {(int)response.StatusCode} {answer} {_host.Log.Lines.LastOrDefault()}");
            Assert.True(response.IsSuccessStatusCode || JsonNode.Parse(answer)?["code"] is not null, $"{sent}: {(int)response.StatusCode} {answer}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(Seed, Gamma));
    }

    [Theory]
    [InlineData("/requests?to=9999-12-31T23:59:59.9999999Z")]
    [InlineData("/requests?to=2100-01-01T00:00:00Z")]
    [InlineData("/requests?from=0001-01-01T00:00:00Z&to=9999-12-31")]
    public async Task Search_to_the_end_of_time_finds_everything(string path)
    {
        await _host.ManageAsync("GET", "/status");
        Assert.NotEmpty((await _host.ManageAsync("GET", path))["data"]!.AsArray());
    }

    [Fact]
    public async Task Environment_of_other_characters_is_a_fault_of_its_field()
    {
        var reply = await new ManagementCalls(_host).SendAsync(null, "POST", "/keys", new { accountId = _accountId, name = "k", environment = "prüfung" });
        Assert.Equal("environment", reply.Body!["errors"]![0]!["field"]!.ToString());
    }

    private Gen<Sent> Requests()
    {
        var account = Gen.Frequency((3, Gen.Constant(_accountId)), (1, Texts()));
        var key = Gen.Frequency((3, Gen.Constant(_keyId)), (1, Texts()));
        var owner = Gen.Frequency((3, Gen.Constant(_ownersId)), (1, Texts()));
        var user = Gen.Frequency((3, Gen.Constant(_userId)), (1, Texts()));
        var id = Gen.Elements("acct_none", "req_0", "key_none", "usr_none");
        return Gen.OneOf(
            Reading("/accounts", account, "api", "cursor", "limit"),
            Reading("/keys", account, "accountId", "api", "cursor", "limit"),
            Reading("/requests", account, "api", "accountId", "keyId", "method", "route", "status", "code", "from", "to", "cursor", "limit"),
            Reading("/audit", account, "accountId", "keyId", "operation", "target", "from", "to", "cursor", "limit"),
            Reading("/status", account, "x"),
            from text in owner from reading in Reading($"/accounts/{Escape(text)}/users", owner, "cursor", "limit") select reading,
            from text in user from reading in Reading($"/users/{Escape(text)}/sessions", user, "cursor", "limit") select reading,
            from text in user from verb in Gen.Elements("disable", "enable") select new Sent("POST", $"/users/{Escape(text)}/{verb}", null),
            from text in owner from verb in Gen.Elements("suspend", "resume") select new Sent("POST", $"/accounts/{Escape(text)}/{verb}", null),
            from text in user select new Sent("DELETE", $"/users/{Escape(text)}/sessions", null),
            from text in Texts() from kind in Gen.Elements("users", "sessions") select new Sent("DELETE", $"/{kind}/{Escape(text)}", null),
            Writing("POST", owner.Select(text => $"/accounts/{Escape(text)}/users"), owner, "login", "password"),
            Writing("POST", user.Select(text => $"/users/{Escape(text)}/password"), user, "password"),
            from text in Gen.OneOf(account, key, user, id) from kind in Gen.Elements("accounts", "keys", "requests", "users") select new Sent("GET", $"/{kind}/{Escape(text)}", null),
            from text in key from verb in Gen.Elements("disable", "enable") select new Sent("POST", $"/keys/{Escape(text)}/{verb}", null),
            from text in Texts() select new Sent("DELETE", $"/keys/{Escape(text)}", null),
            from text in Texts() select new Sent("POST", $"/keys/{Escape(text)}/revoke", null),
            Writing("POST", Gen.Constant("/accounts"), account, "api", "name", "plan", "subscription", "limits"),
            Writing("PATCH", account.Select(text => $"/accounts/{Escape(text)}"), account, "name", "plan", "subscription", "limits", "version"),
            Writing("POST", account.Select(text => $"/accounts/{Escape(text)}/users"), account, "login", "password"),
            Writing("POST", Gen.Constant("/keys"), account, "accountId", "name", "scopes", "addresses", "applications", "expiresAt", "limits", "environment"),
            Writing("POST", Gen.Constant("/keys/find"), account, "key"),
            Writing("PATCH", key.Select(text => $"/keys/{Escape(text)}"), account, "name", "scopes", "addresses", "applications", "expiresAt", "limits", "version"),
            Writing("POST", key.Select(text => $"/keys/{Escape(text)}/rotate"), account, "overlapSeconds", "version"));
    }

    private static Gen<Sent> Reading(string path, Gen<string> account, params string[] names)
    {
        var pair = from name in Gen.Elements(names) from value in Gen.OneOf(account, Texts(), Gen.Elements(Moments), Gen.Elements(Numbers)) select $"{Escape(name)}={Escape(value)}";
        return from pairs in pair.ListOf(3) from count in Gen.Choose(0, 3) select new Sent("GET", $"{path}?{string.Join('&', pairs.Take(count))}", null);
    }

    /// <summary>All members, most of them in their form, so that the body reaches what is behind the reading of it.</summary>
    private Gen<Sent> Writing(string method, Gen<string> path, Gen<string> account, params string[] names) =>
        from target in path
        from values in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Constant(1))).ListOf(names.Length)
        from good in Gen.OneOf(account, Gen.Elements(Words)).ListOf(names.Length)
        from odd in Odd().ListOf(names.Length)
        from left in Gen.Choose(0, names.Length)
        select new Sent(method, target, "{" + string.Join(',', names.Select((name, i) => $"{Quote(name)}:{(values[i] == 0 ? Fitting(name, good[i]) : odd[i])}").Where((_, i) => i != left)) + "}");

    private string Fitting(string name, string text) => name switch
    {
        "accountId" => Quote(_accountId),
        "api" => "\"fieldservice\"",
        "key" => Quote(_secret),
        "version" or "overlapSeconds" => "1",
        "limits" => "{}",
        "addresses" => "[\"203.0.113.0/24\"]",
        "scopes" => "[\"jobs:read\"]",
        "expiresAt" or "applications" => "null",
        "environment" => "\"test\"",
        _ => Quote(text),
    };

    private static Gen<string> Odd() => Gen.OneOf(
        Texts().Select(Quote),
        Gen.Elements(Moments).Select(Quote),
        Gen.Elements(Numbers),
        Gen.Elements("null", "true", "[]", "{}", "[null]", "[[]]", "{\"requests\":1}", "{\"\":0}"),
        Texts().Select(text => $"[{Quote(text)}]"),
        from text in Texts() from number in Gen.Elements(Numbers) select $"{{{Quote(text)}:{number}}}");

    private static Gen<string> Texts() => Gen.Frequency((3, Gen.Elements(Words)), (3, Unicode()), (1, Gen.Elements(1, 100, 101, 5000).Select(length => new string('é', length))));

    /// <summary>Any code points but surrogates, which no UTF-8 has.</summary>
    private static Gen<string> Unicode() =>
        from runes in Gen.OneOf(Gen.Choose(0, 0x7F), Gen.Choose(0x80, 0xD7FF), Gen.Choose(0xE000, 0x10FFFF)).ListOf(8)
        from count in Gen.Choose(0, 8)
        select string.Concat(runes.Take(count).Select(rune => new Rune(rune).ToString()));

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static string Escape(string text) => text.Length > 1000 ? Escape(text[..1000]) : Uri.EscapeDataString(text);

    private sealed record Sent(string Method, string Target, string? Body);
}
