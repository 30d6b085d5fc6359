using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>
/// Every parameter of the management API, and of the calls that the reference APIs add to it, with values at the ends of its range and beyond: dates, sizes,
/// all of Unicode. Nothing is a 5xx.
/// <c>LINTEL_PROPERTY_REQUESTS=100000</c> makes it a long run.
/// </summary>
public sealed class ParameterPropertyTests : IAsyncLifetime
{
    private const int DefaultRequests = 1500;
    private const ulong Seed = 20261128;
    private const ulong Gamma = 11;

    private static readonly string[] Moments =
    [
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59.9999999-14:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "1969-12-31T23:59:59Z",
        "2039-09-07T15:47:36Z",
        "2026-02-29",
        "2026-12-31T24:00:00Z",
        "now",
    ];

    private static readonly string[] Numbers =
        ["0", "1", "-1", "50", "200", "201", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e400", "0.5", "100", "599", "7776000"];

    private static readonly string[] Words =
        ["", " ", "lintel", "pixel", "panel", "live", "test", "active", "standard", "accounts:read", "requests", "key-creation", "*", "/lintel/v1/*", "GET", "%", "'; DROP TABLE account; --", "\0", "\ud83d\udca5", "\u202e", "ﬁ", "İ", "\uffff", "a\r\nb"];

    private static readonly string[] Apis = ["fieldservice", "panel", "pixel", "trackpilots", "otp"];

    private static readonly string[] Members =
    [
        "domain",
        "name",
        "selector",
        "metric",
        "threshold",
        "channel",
        "cadence",
        "recipients",
        "expiresAt",
        "password",
        "teamName",
        "clientId",
        "ipAddress",
        "unit",
        "email",
        "phone",
        "role",
        "activities", "screenshots", "userName", "emailId", "workMode", "roleId", "userId", "teamId",
        "meter_name",
        "initial_reading",
        "threshold_value",
        "threshold_action",
        "first_name",
        "last_name",
        "status",
        "availability_status",
        "vehicle_type",
        "transport_modes",
        "skills",
        "availability",
        "location_name",
    ];

    private LintelHost _host = null!;
    private string _accountId = null!;
    private string _keyId = null!;
    private string _secret = null!;
    private string _ownersId = null!;
    private string _userId = null!;
    private string[] _accounts = [];
    private string _websiteId = null!;
    private IReadOnlyList<Call> _calls = [];

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new ManagementCalls(_host);
        _accountId = await calls.NewAccountAsync("fieldservice");
        var issued = await calls.SendAsync(null, "POST", "/keys", new { accountId = _accountId, name = "k" });
        (_keyId, _secret) = (issued.KeyId, issued.Secret);
        _ownersId = await calls.NewAccountAsync("panel");
        _userId = (await calls.SendAsync(
            null,
            "POST",
            $"/accounts/{_ownersId}/users",
            new { login = "ada@example.test", password = "a password of some length" })).Body!["id"]!.ToString();
        var (analytics, people, codes) = (await calls.NewAccountAsync("pixel"), await calls.NewAccountAsync("trackpilots"), await calls.NewAccountAsync("otp"));
        _accounts = [_accountId, _ownersId, analytics, people, codes];
        _websiteId = (await calls.SendAsync(
            null,
            "POST",
            $"/pixel/accounts/{analytics}/websites",
            new { domain = "a.example", name = "A" })).Body!["id"]!.ToString();
        _calls = await FindCallsAsync(calls);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void Parameters_of_any_value_are_never_a_failure_of_the_server()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("LINTEL_PROPERTY_REQUESTS"), CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : DefaultRequests;
        var token = _host.OperatorToken;
        Prop.ForAll(Requests().ToArbitrary(), async sent =>
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(4));
            using var request = new HttpRequestMessage(new HttpMethod(sent.Method), "/lintel/v1" + sent.Target);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (sent.IdempotencyKey is { } key)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }

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
        var own = Gen.OneOf(
            Reading("/accounts", account, "api", "cursor", "limit"),
            Reading("/keys", account, "accountId", "api", "cursor", "limit"),
            Reading("/requests", account, "api", "accountId", "keyId", "method", "route", "status", "code", "from", "to", "cursor", "limit"),
            Reading("/requests", account, "id", "inboundId", "applicationId", "operation", "condition", "address", "slowerThan", "traceId", "status"),
            Reading("/requests/export", account, "format", "api", "accountId", "address", "from", "to", "cursor", "limit"),
            Reading("/usage", account, "by", "bucket", "api", "value", "from", "to", "limit"),
            Reading("/usage/top", account, "of", "where", "api", "from", "to", "limit"),
            Reading("/usage/expiring", account, "days", "api", "cursor", "limit"),
            Reading("/audit", account, "accountId", "keyId", "userId", "operation", "target", "from", "to", "cursor", "limit"),
            Reading("/audit/export", account, "accountId", "keyId", "userId", "operation", "target", "from", "to", "cursor", "limit"),
            from text in account from kind in Gen.Elements("data", "erasure") select new Sent("GET", $"/accounts/{Escape(text)}/{kind}", null),
            Writing("POST", account.Select(text => $"/accounts/{Escape(text)}/erasure"), account, "confirm", "dryRun"),
            Writing("POST", user.Select(text => $"/users/{Escape(text)}/erasure"), user, "confirm", "dryRun"),
            Reading("/status", account, "x"),
            from text in owner from reading in Reading($"/accounts/{Escape(text)}/users", owner, "cursor", "limit") select reading,
            from text in user from reading in Reading($"/users/{Escape(text)}/sessions", user, "cursor", "limit") select reading,
            from text in user from verb in Gen.Elements("disable", "enable") select new Sent("POST", $"/users/{Escape(text)}/{verb}", null),
            from text in owner from verb in Gen.Elements("suspend", "resume") select new Sent("POST", $"/accounts/{Escape(text)}/{verb}", null),
            from text in user select new Sent("DELETE", $"/users/{Escape(text)}/sessions", null),
            from text in Texts() from kind in Gen.Elements("users", "sessions") select new Sent("DELETE", $"/{kind}/{Escape(text)}", null),
            Writing("POST", owner.Select(text => $"/accounts/{Escape(text)}/users"), owner, "login", "password"),
            Writing("POST", user.Select(text => $"/users/{Escape(text)}/password"), user, "password"),
            from text in Gen.OneOf(account, key, user, id)
            from kind in Gen.Elements(
                "accounts",
                "keys",
                "requests",
                "users")
            select new Sent("GET", $"/{kind}/{Escape(text)}", null),
            from text in key from verb in Gen.Elements("disable", "enable") select new Sent("POST", $"/keys/{Escape(text)}/{verb}", null),
            from text in Texts() select new Sent("DELETE", $"/keys/{Escape(text)}", null),
            from text in Texts() select new Sent("POST", $"/keys/{Escape(text)}/revoke", null),
            Writing("POST", Gen.Constant("/accounts"), account, "api", "name", "plan", "subscription", "limits"),
            Writing("PATCH", account.Select(text => $"/accounts/{Escape(text)}"), account, "name", "plan", "subscription", "limits", "version"),
            Writing("POST", account.Select(text => $"/accounts/{Escape(text)}/users"), account, "login", "password"),
            Writing(
                "POST",
                Gen.Constant("/keys"),
                account,
                "accountId",
                "name",
                "scopes",
                "addresses",
                "applications",
                "expiresAt",
                "limits",
                "metadata",
                "environment"),
            Importing(account),
            Writing("POST", Gen.Constant("/keys/find"), account, "key"),
            Writing(
                "PATCH",
                key.Select(text => $"/keys/{Escape(text)}"),
                account,
                "name",
                "scopes",
                "addresses",
                "applications",
                "expiresAt",
                "limits",
                "metadata",
                "version"),
            Writing("POST", key.Select(text => $"/keys/{Escape(text)}/rotate"), account, "overlapSeconds", "version"));
        var added = Gen.OneOf(_calls.Select(Calling));
        return from sent in Gen.Frequency((2, own), (1, added)) from idempotency in Idempotency() select sent with { IdempotencyKey = idempotency };
    }

    /// <summary>One to three keys of an import, each with a digest of its own.</summary>
    private Gen<Sent> Importing(Gen<string> account) =>
        from keys in Writing(
            "POST",
            Gen.Constant(""),
            account,
            "digest",
            "encoding",
            "prefix",
            "accountId",
            "name",
            "scopes",
            "expiresAt",
            "limits",
            "metadata",
            "environment").ListOf(3)
        from count in Gen.Choose(1, 3)
        from others in Gen.Elements(string.Empty, ",\"skipExisting\":true", ",\"dryRun\":true", ",\"skipExisting\":null", ",\"key\":\"x\"")
        select new Sent("POST", "/keys/import", $"{{\"keys\":[{string.Join(',', keys.Take(count).Select(key => key.Body))}]{others}}}");

    /// <summary>A call that a reference API has added.</summary>
    private Gen<Sent> Calling(Call call)
    {
        var account = Gen.Frequency((5, Gen.Elements(_accounts)), (1, Texts()));
        var id = Gen.Frequency((3, Gen.Constant(_websiteId)), (1, Gen.Elements(Numbers)), (1, Texts()));
        var target = from one in account from other in id select Fill(call.Path, name => Escape(name == "account" ? one : other));
        return call.Method switch
        {
            "GET" => from path in target from reading in Reading(path, account, "cursor", "limit", "x") select reading,
            _ when call.Members.Count > 0 => Writing(call.Method, target, account, [.. call.Members]),
            _ => target.Select(path => new Sent(call.Method, path, null)),
        };
    }

    /// <summary>Mostly none; few values, so that they are repeated with other requests. A client sends no others than visible ASCII.</summary>
    private static Gen<string?> Idempotency() => Gen.Frequency<string?>(
        (4, Gen.Constant<string?>(null)),
        (1, Gen.Elements<string?>("a", "b", "\"a\"", "\"", "\\", "a b", "a,b", "\"a\", \"b\"", string.Empty, " ", new string('k', 255), new string('k', 256))),
        (1, Gen.Choose(0, 1_000_000).Select(number => (string?)$"key-{number}")));

    /// <summary>
    /// Lists the calls of reference APIs from the application's endpoints, with the members of their bodies that the application itself names.
    /// </summary>
    private async Task<IReadOnlyList<Call>> FindCallsAsync(ManagementCalls calls)
    {
        const string Base = "/lintel/v1";
        var found = new List<Call>();
        foreach (var endpoint in _host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var path = endpoint.RoutePattern.RawText ?? string.Empty;
            if (!Apis.Any(api => path.StartsWith($"{Base}/{api}/", StringComparison.Ordinal))
                || endpoint.Metadata.GetMetadata<Operation>() is not { } operation)
            {
                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
            {
                var members = operation.ReadBody is null ? [] : await MembersAsync(calls, method, path[Base.Length..]);
                found.Add(new Call(method, path[Base.Length..], members));
            }
        }

        return found;
    }

    /// <summary>Asks with each name: a member that an operation does not read is refused as unknown.</summary>
    private async Task<IReadOnlyList<string>> MembersAsync(ManagementCalls calls, string method, string path)
    {
        var members = new List<string>();
        var api = path.Split('/')[1];
        var account = _accounts[Array.IndexOf(Apis, api)];
        var target = Fill(path, name => name == "account" ? account : api == "pixel" ? _websiteId : "1");
        foreach (var name in Members)
        {
            var reply = await calls.SendAsync(null, method, target, new Dictionary<string, object?> { [name] = null });
            if (reply.Body?["errors"]?.AsArray().Any(fault => fault!["message"]!.ToString().EndsWith("is not known.", StringComparison.Ordinal)) != true)
            {
                members.Add(name);
            }
        }

        return members;
    }

    /// <summary>Fills the parameters of a route, each of which is a segment.</summary>
    private static string Fill(string route, Func<string, string> value) =>
        string.Join('/', route.Split('/').Select(segment => segment.StartsWith('{') ? value(segment.Trim('{', '}').Split(':')[0]) : segment));

    private static Gen<Sent> Reading(string path, Gen<string> account, params string[] names)
    {
        var pair = from name in Gen.Elements(names)
                   from value in Gen.OneOf(
            account,
            Texts(),
            Gen.Elements(Moments),
            Gen.Elements(Numbers))
                   select $"{Escape(name)}={Escape(value)}";
        return from pairs in pair.ListOf(3) from count in Gen.Choose(0, 3) select new Sent("GET", $"{path}?{string.Join('&', pairs.Take(count))}", null);
    }

    /// <summary>All members, most of them in their form, so that the body reaches what is behind the reading of it.</summary>
    private Gen<Sent> Writing(string method, Gen<string> path, Gen<string> account, params string[] names) =>
        from target in path
        from values in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Constant(1))).ListOf(names.Length)
        from good in Gen.OneOf(account, Gen.Elements(Words)).ListOf(names.Length)
        from odd in Odd().ListOf(names.Length)
        from left in Gen.Choose(0, names.Length)
        select new Sent(
            method,
            target,
            "{" + string.Join(
                ',',
                names.Select((name, i) => $"{Quote(name)}:{(values[i] == 0 ? Fitting(name, good[i]) : odd[i])}").Where((_, i) => i != left)) + "}");

    private string Fitting(string name, string text) => name switch
    {
        "accountId" => Quote(_accountId),
        "api" => "\"fieldservice\"",
        "key" => Quote(_secret),
        "version" or "overlapSeconds" => "1",
        "limits" or "metadata" => "{}",
        "digest" => Quote(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))),
        "encoding" or "prefix" => "null",
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

    private static Gen<string> Texts() =>
        Gen.Frequency((3, Gen.Elements(Words)), (3, Unicode()), (1, Gen.Elements(1, 100, 101, 5000).Select(length => new string('é', length))));

    /// <summary>Any code points but surrogates, which no UTF-8 has.</summary>
    private static Gen<string> Unicode() =>
        from runes in Gen.OneOf(Gen.Choose(0, 0x7F), Gen.Choose(0x80, 0xD7FF), Gen.Choose(0xE000, 0x10FFFF)).ListOf(8)
        from count in Gen.Choose(0, 8)
        select string.Concat(runes.Take(count).Select(rune => new Rune(rune).ToString()));

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static string Escape(string text) => text.Length > 1000 ? Escape(text[..1000]) : Uri.EscapeDataString(text);

    private sealed record Sent(string Method, string Target, string? Body, string? IdempotencyKey = null);

    private sealed record Call(string Method, string Path, IReadOnlyList<string> Members);
}
