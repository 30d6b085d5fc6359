using System.Net;
using System.Text;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Door;

public sealed class SessionTests : IAsyncLifetime
{
    private static readonly SignInOrigin Here = new(System.Net.IPAddress.Loopback);
    private static readonly (string, string) SameOrigin = ("Sec-Fetch-Site", "same-origin");

    private DoorHost _host = null!;
    private SignInResult.Started _session = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await BureauHost.StartAsync();
        (_, _session) = await BureauHost.SignInAsync(_host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Good_cookie_opens_its_account()
    {
        using var response = await SendAsync("GET", "/shop/people", _session.Token);

        Assert.Equal($"session {_host.AccountId}", await TextOf(response));
    }

    [Theory]
    [InlineData("/shop/people", "no_session")]
    [InlineData("/shop/who", "unauthenticated")]
    public async Task Nothing_presented_is_told_by_what_the_operation_takes(string path, string code)
    {
        using var response = await SendAsync("GET", path, null);

        Assert.Equal(code, await CodeOf(response));
        Assert.Equal(code == "no_session", response.Headers.WwwAuthenticate.ToString() == "Cookie realm=\"shop\"");
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA%20AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Bad_cookie_is_an_invalid_session(string token)
    {
        using var response = await SendAsync("GET", "/shop/who", token);

        Assert.Equal("no_session", await CodeOf(response));
    }

    [Fact]
    public async Task Header_beside_a_cookie_is_what_counts()
    {
        using var bad = await SendAsync("GET", "/shop/who", _session.Token, ("Authorization", "Bearer abc"));
        using var good = await SendAsync("GET", "/shop/who", "bogus", ("Authorization", $"Bearer {_host.Key}"));
        using var narrow = await SendAsync("GET", "/shop/people", _session.Token, ("Authorization", $"Bearer {_host.Key}"));

        Assert.Equal("bad_key", await CodeOf(bad));
        Assert.Equal($"key {_host.AccountId}", await TextOf(good));
        Assert.Equal("session_required", await CodeOf(narrow));
    }

    [Fact]
    public async Task Session_is_over_when_its_time_is()
    {
        _host.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        using var before = await SendAsync("GET", "/shop/people", _session.Token);
        _host.Clock.Advance(TimeSpan.FromTicks(1));
        using var after = await SendAsync("GET", "/shop/people", _session.Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal("no_session", await CodeOf(after));
    }

    [Fact]
    public async Task Sign_out_holds_on_the_next_request_and_ends_no_other_session()
    {
        var (_, other) = await BureauHost.SignInAsync(_host);
        using var signedOut = await SendAsync("POST", "/shop/sign-out", _session.Token, SameOrigin);
        using var after = await SendAsync("GET", "/shop/people", _session.Token);
        using var elsewhere = await SendAsync("GET", "/shop/people", other.Token);

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.Contains("session=;", signedOut.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.Equal("no_session", await CodeOf(after));
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task The_oldest_session_ends_when_a_person_has_too_many()
    {
        using var before = await SendAsync("GET", "/shop/people", _session.Token);
        for (var i = 0; i < ISessionStore.SessionsOfAUser; i++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
            await BureauHost.SignInAsync(_host);
        }

        using var after = await SendAsync("GET", "/shop/people", _session.Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal("no_session", await CodeOf(after));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("same-origin", null, true)]
    [InlineData("same-site", null, false)]
    [InlineData("cross-site", null, false)]
    [InlineData("none", null, false)]
    [InlineData(null, "own", true)]
    [InlineData(null, "https://127.0.0.1", false)]
    [InlineData(null, "http://evil.example", false)]
    [InlineData(null, "null", false)]
    [InlineData("cross-site", "own", false)]
    [InlineData("same-origin", "https://public.example", true)]
    [InlineData("same-origin", "null", true)]
    public async Task Unsafe_method_by_cookie_needs_proof_of_its_origin(string? site, string? origin, bool admitted)
    {
        var headers = new List<(string, string)>();
        if (site is not null)
        {
            headers.Add(("Sec-Fetch-Site", site));
        }

        if (origin is not null)
        {
            headers.Add(("Origin", origin == "own" ? _host.Address.GetLeftPart(UriPartial.Authority) : origin));
        }

        using var response = await SendAsync("POST", "/shop/who", _session.Token, [.. headers]);

        Assert.Equal(admitted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Session_passes_scope_checks_and_a_key_needs_the_scope_of_the_action()
    {
        var (_, reader) = await _host.IssueAsync("things:read");
        using var bySession = await SendAsync("POST", "/shop/actions", _session.Token, """{"name":"write"}""", SameOrigin);
        using var reads = await SendAsync("POST", "/shop/actions", null, """{"name":"read"}""", ("Authorization", $"Bearer {reader}"));
        using var writes = await SendAsync("POST", "/shop/actions", null, """{"name":"write"}""", ("Authorization", $"Bearer {reader}"));

        Assert.Equal(HttpStatusCode.OK, bySession.StatusCode);
        Assert.Equal(HttpStatusCode.OK, reads.StatusCode);
        Assert.Equal("no_scope", await CodeOf(writes));
    }

    [Fact]
    public async Task Sessions_of_one_person_have_one_limit_together_and_another_person_their_own()
    {
        var (_, other) = await BureauHost.SignInAsync(_host);
        for (var i = 0; i < 5; i++)
        {
            using var admitted = await SendAsync("GET", "/shop/who", (i % 2 == 0 ? _session : other).Token);
            Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        }

        using var sixth = await SendAsync("GET", "/shop/who", other.Token);
        var service = _host.Services.GetRequiredService<SignInService>();
        var bo = (SignInResult.Added)await service.AddUserAsync(
            _host.AccountId,
            "bo@example.test",
            BureauHost.Password,
            PasswordCaller.Process,
            CancellationToken.None);
        using var elsewhere = await SendAsync("GET", "/shop/who", (await service.StartAsync(bo.User, CancellationToken.None)).Token);

        Assert.Equal("rate", await CodeOf(sixth));
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Limit_by_the_body_counts_each_value_and_leaves_faulty_bodies_to_their_stage()
    {
        foreach (var expected in (string[])["", "", "rate"])
        {
            using var response = await SendAsync("POST", "/shop/named", null, """{"name":"a"}""", ("Authorization", $"Bearer {_host.Key}"));
            Assert.Equal(expected, response.IsSuccessStatusCode ? string.Empty : await CodeOf(response));
        }

        using var other = await SendAsync("POST", "/shop/named", null, """{"name":"b"}""", ("Authorization", $"Bearer {_host.Key}"));
        using var faulty = await SendAsync("POST", "/shop/named", null, """{"name":7}""", ("Authorization", $"Bearer {_host.Key}"));

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("invalid", await CodeOf(faulty));
    }

    [Fact]
    public async Task Restricted_key_is_forbidden_for_other_applications_whether_they_exist_or_not()
    {
        var issued = await _host.Services.GetRequiredService<KeyService>().IssueAsync(
            new NewKey { AccountId = _host.AccountId, Name = "restricted", Scopes = ["things:write"], Applications = ["one"] }, CancellationToken.None);
        var key = ("Authorization", $"Bearer {((KeyResult.Issued)issued).Secret}");
        using var own = await SendAsync("GET", "/shop/apps/one", null, key);
        using var other = await SendAsync("GET", "/shop/apps/two", null, key);
        using var all = await SendAsync("POST", "/shop/apps", null, key);
        using var unrestricted = await SendAsync("POST", "/shop/apps", null, ("Authorization", $"Bearer {_host.Key}"));

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal("application_forbidden", await CodeOf(other));
        Assert.Equal("application_forbidden", await CodeOf(all));
        Assert.Equal(HttpStatusCode.OK, unrestricted.StatusCode);
    }

    [Fact]
    public async Task Key_of_a_pages_own_form_is_found_by_its_public_id()
    {
        Assert.Matches("^shop_mgmt_bak_[0-9A-Za-z]{16}_[0-9A-Za-z]{48}$", _host.Key);
        var wrong = _host.Key[..^1] + (_host.Key[^1] == 'A' ? 'B' : 'A');

        using var good = await SendAsync("GET", "/shop/who", null, ("Authorization", $"Bearer {_host.Key}"));
        using var bad = await SendAsync("GET", "/shop/who", null, ("Authorization", $"Bearer {wrong}"));

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal("bad_key", await CodeOf(bad));
    }

    [Fact]
    public async Task Reserved_operation_is_not_implemented_once_the_caller_is_known()
    {
        using var unknown = await SendAsync("GET", "/shop/later", null);
        using var known = await SendAsync("GET", "/shop/later", _session.Token);

        Assert.Equal("unauthenticated", await CodeOf(unknown));
        Assert.Equal("reserved", await CodeOf(known));
    }

    [Fact]
    public async Task Password_signs_in_and_nothing_else_does()
    {
        var service = _host.Services.GetRequiredService<SignInService>();
        var token = TestContext.Current.CancellationToken;

        Assert.IsType<SignInResult.Started>(await service.SignInAsync("shop", BureauHost.Login.ToUpperInvariant(), BureauHost.Password, Here, token));
        Assert.IsType<SignInResult.Wrong>(await service.SignInAsync("shop", BureauHost.Login, BureauHost.Password + " ", Here, token));
        Assert.IsType<SignInResult.Wrong>(await service.SignInAsync("shop", "nobody@example.test", BureauHost.Password, Here, token));
        Assert.IsType<SignInResult.Wrong>(await service.SignInAsync("lintel", BureauHost.Login, BureauHost.Password, Here, token));
    }

    [Fact]
    public async Task Registration_makes_account_person_and_session_and_a_login_only_once()
    {
        var service = _host.Services.GetRequiredService<SignInService>();
        var person = new NewUser("shop", "Bo@Example.test", "another password", "free", "active");

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.RegisterAsync(person, Here, CancellationToken.None)));

        var started = Assert.Single(results.OfType<SignInResult.Started>());
        Assert.Equal(7, results.OfType<SignInResult.LoginTaken>().Count());
        using var response = await SendAsync("GET", "/shop/people", started.Token);
        Assert.Equal($"session {started.User.AccountId}", await TextOf(response));
        Assert.DoesNotContain("password", started.User.ToString() + started + person, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? cookie, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, cookie, body: null, headers);

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? cookie, string? body, params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _host.SendAsync(method, path, null, content, cookie is null ? headers : [("Cookie", $"session={cookie}"), .. headers]);
    }

    private static Task<string> TextOf(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<string> CodeOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await TextOf(response)).RootElement.GetProperty("code").GetString()!;
}
