using System.Net;
using System.Text.RegularExpressions;
using Lintel.HttpTests.Harness;

namespace Lintel.ConsoleTests;

/// <summary>Who sees the console, and whose forms it takes.</summary>
public sealed class SignInTests(SharedHost shared) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    // Each test is a browser of its own.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri(shared.Host.BaseUrl),
    };

    private LintelHost Host => shared.Host;

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("/console", "/console/sign-in")]
    [InlineData("/console/requests?status=403", "/console/sign-in?next=%2Frequests%3Fstatus%3D403")]
    [InlineData("/console/nothing/here", "/console/sign-in?next=%2Fnothing%2Fhere")]
    [InlineData("/console/accounts/%C3%BC%3F", "/console/sign-in?next=%2Faccounts%2F%25C3%25BC%253F")]
    public async Task Page_sends_those_who_have_not_signed_in_to_sign_in(string path, string expected)
    {
        using var answer = await _client.GetAsync(path);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Token_that_is_not_known_is_refused_with_its_reason()
    {
        using var answer = await PostAsync("/console/sign-in", null, ("token", "lintel_live_nothing"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("role=\"alert\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Cookie_holds_a_session_and_is_kept_from_scripts_and_other_sites()
    {
        using var answer = await PostAsync("/console/sign-in", null, ("token", Host.OperatorToken), ("next", "/requests"));
        Assert.Equal("/console/requests", answer.Headers.Location!.OriginalString);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^lintel_console=lintelses_[A-Za-z0-9_-]+; max-age=43200; path=/console; samesite=lax; httponly$", cookie);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\u00fc")]
    [InlineData("/a\r\nX-Other: 1")]
    public async Task Next_page_is_one_of_the_console(string next)
    {
        using var answer = await PostAsync("/console/sign-in", null, ("token", Host.OperatorToken), ("next", next));
        Assert.Equal("/console", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencodedx")]
    [InlineData("application/x-www-form-urlencoded;;;")]
    [InlineData("text/plain")]
    public async Task Body_that_is_no_form_signs_nobody_in(string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/console/sign-in") { Content = new StringContent($"token={Host.OperatorToken}") };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.Add("Origin", Host.BaseUrl);
        using var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Form_of_another_site_signs_nobody_in()
    {
        using var answer = await PostAsync("/console/sign-in", "https://evil.example", ("token", Host.OperatorToken));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Link_shows_a_button_and_signs_in_once()
    {
        var link = (string)(await Host.ManageAsync("POST", $"/operators/{await OwnerAsync()}/sign-in-link"))["token"]!;
        for (var looks = 0; looks < 2; looks++)
        {
            using var shown = await _client.GetAsync($"/console/sign-in?token={link}");
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            var html = await shown.Content.ReadAsStringAsync();
            Assert.Contains($"<input type=\"hidden\" name=\"token\" value=\"{link}\">", html, StringComparison.Ordinal);
            Assert.Matches("You are about to sign in as <b>[^<]+</b>", html);
        }

        using var first = await PostAsync("/console/sign-in", null, ("token", link));
        Assert.Equal("/console", first.Headers.Location!.OriginalString);
        using var second = await PostAsync("/console/sign-in", null, ("token", link));
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        using var used = await _client.GetAsync($"/console/sign-in?token={link}");
        Assert.Equal(HttpStatusCode.Unauthorized, used.StatusCode);
        Assert.DoesNotContain("You are about to sign in", await used.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("?next=%2Frequests", HttpStatusCode.OK)]
    [InlineData("?token=", HttpStatusCode.OK)]
    [InlineData("?token=lintelses_3uUrLkYbGqWq0u7h1Zk2m9Qd5s8v1x4z7C0F3I6L9oA", HttpStatusCode.Unauthorized)]
    [InlineData("?token=nothing%00of%20the%20kind", HttpStatusCode.Unauthorized)]
    public async Task Sign_in_page_has_the_status_of_what_it_says(string query, HttpStatusCode status)
    {
        using var page = await _client.GetAsync("/console/sign-in" + query);
        Assert.Equal(status, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        Assert.Equal(status == HttpStatusCode.Unauthorized, (await page.Content.ReadAsStringAsync()).Contains("role=\"alert\"", StringComparison.Ordinal));

        // Whatever was wrong, a token can be typed.
        Assert.Contains("name=\"token\" type=\"password\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/console/sign-in" + query));
        Assert.Equal(status, head.StatusCode);
    }

    [Fact]
    public async Task Signing_in_over_a_session_names_whose_it_is_and_ends_it()
    {
        var before = await SignInAsync(Host.DemoText("operators.support"));
        using var page = await GetAsync("/console/sign-in?token=of-a-link", before);
        Assert.Contains("You are signed in as ", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var signedIn = await PostAsync("/console/sign-in", null, before, ("token", Host.DemoText("operators.viewer")));
        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        using var after = await GetAsync("/console/requests", before);
        Assert.Equal(HttpStatusCode.SeeOther, after.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_also_for_a_copy_of_the_cookie()
    {
        var cookie = await SignInAsync(Host.OperatorToken);
        using var page = await GetAsync("/console/accounts/new", cookie);
        var form = FormTokenOf(await page.Content.ReadAsStringAsync());

        using var foreign = await PostAsync("/console/sign-out", null, cookie, ("form", "another"));
        using var still = await GetAsync("/console/nodes", cookie);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);

        using var own = await PostAsync("/console/sign-out", null, cookie, ("form", form));
        using var after = await GetAsync("/console/nodes", cookie);
        Assert.Equal(HttpStatusCode.SeeOther, after.StatusCode);
    }

    [Theory]
    [InlineData("owner", true)]
    [InlineData("editor", true)]
    [InlineData("support", false)]
    [InlineData("viewer", false)]
    public async Task Role_may_do_what_it_may_by_the_management_api(string role, bool writes)
    {
        var cookie = await SignInAsync(Host.DemoText($"operators.{role}"));
        using var page = await GetAsync("/console/keys", cookie);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(writes, html.Contains("Issue a key</a>", StringComparison.Ordinal));
        Assert.Contains($"<span class=\"role\">{role}</span>", html, StringComparison.Ordinal);

        using var audit = await GetAsync("/console/audit", cookie);
        Assert.Equal(role == "viewer" ? HttpStatusCode.Forbidden : HttpStatusCode.OK, audit.StatusCode);

        using var made = await PostAsync("/console/accounts/new", null, cookie, ("form", FormTokenOf(html)), ("api", "pixel"), ("name", role));
        Assert.Equal(writes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, made.StatusCode);
    }

    [Fact]
    public async Task Form_without_the_token_of_its_session_changes_nothing()
    {
        var cookie = await SignInAsync(Host.OperatorToken);
        using var answer = await PostAsync("/console/accounts/new", null, cookie, ("form", "another"), ("api", "pixel"), ("name", "Unmade"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("Unmade", (await Host.ManageAsync("GET", "/accounts?api=pixel&limit=200")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_at_the_console_leaves_no_entries_in_the_request_log()
    {
        var cookie = await SignInAsync(Host.OperatorToken);
        using var page = await GetAsync("/console/requests", cookie);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        // The tests themselves ask by a key, and a page by a session; others look at pages meanwhile, too.
        await Host.ManageAsync("GET", "/status");
        var entries = (await Host.ManageAsync("GET", "/requests?api=lintel&method=GET&status=200&limit=200"))["data"]!.AsArray();
        Assert.NotEmpty(entries);
        Assert.DoesNotContain(entries, entry => entry!["keyId"] is null);
    }

    private async Task<string> OwnerAsync() => (string)(await Host.ManageAsync("GET", "/operators"))["data"]![0]!["id"]!;

    private static string FormTokenOf(string html) =>
        Regex.Match(html, "name=\"form\" value=\"(?<token>[0-9a-f]{64})\"", RegexOptions.ExplicitCapture, Timeout).Groups["token"].Value;

    private async Task<string> SignInAsync(string token)
    {
        using var answer = await PostAsync("/console/sign-in", null, ("token", token));
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        return await _client.SendAsync(request);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string? origin, params (string Name, string Value)[] fields) =>
        PostAsync(path, origin, "other=1", fields);

    private async Task<HttpResponseMessage> PostAsync(string path, string? origin, string cookie, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", origin ?? Host.BaseUrl);
        return await _client.SendAsync(request);
    }
}
