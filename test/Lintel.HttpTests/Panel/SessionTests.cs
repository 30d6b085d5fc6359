using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class SessionTests
{
    [Fact]
    public async Task Signing_in_gives_a_cookie_that_scripts_and_other_paths_do_not_see()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewPersonAsync();
        var reply = await host.PostAsync(Caller.Nobody, "/login", new { login = account.Login.ToUpperInvariant(), password = PanelAccount.Password });

        Assert.Equal("""{"success":true,"message":"Successfully signed in."}""", reply.Text);
        var cookie = reply.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("session=", StringComparison.Ordinal));
        Assert.Matches(
            "^lintel-device=[A-Za-z0-9_-]{43}; expires=.+ GMT; path=/panel; samesite=lax; httponly$",
            reply.Headers.GetValues("Set-Cookie").Single(value => value != cookie));
        Assert.Matches("^session=[A-Za-z0-9_-]{43}; expires=.+ GMT; path=/panel; samesite=lax; httponly$", cookie);
        var wrong = await host.PostAsync(Caller.Nobody, "/login", new { login = account.Login, password = "wrong password" });
        var nobody = await host.PostAsync(Caller.Nobody, "/login", new { login = "nobody@fresh.example", password = "wrong password" });
        Assert.Equal(("unauth", 401), (wrong.Code, wrong.Status));
        Assert.Equal(wrong.Comparable, nobody.Comparable);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_very_next_request()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewPersonAsync();
        var other = Caller.Session(await host.SignInAsync(account.Login, PanelAccount.Password));

        var reply = await host.PostAsync(account.Session, "/logout");

        Assert.Equal(200, reply.Status);
        Assert.Contains("expires=Thu, 01 Jan 1970", reply.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.Equal("unauth", (await host.GetAsync(account.Session, "/get-applications")).Code);
        Assert.Equal("unauth", (await host.PostAsync(account.Session, "/logout")).Code);
        Assert.Equal(200, (await host.GetAsync(other, "/get-applications")).Status);
    }

    [Fact]
    public async Task Session_is_over_after_a_day()
    {
        await using var host = await LintelHost.StartAsync();
        host.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await host.GetAsync(host.DemoSession(), "/api-keys")).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("unauth", (await host.GetAsync(host.DemoSession(), "/api-keys")).Code);
        Assert.Equal("unauth", (await host.GetAsync(host.DemoSession(), "/get-applications")).Code);
    }

    [Theory]
    [InlineData(null, null, 401)]
    [InlineData("Origin", "{own}", 200)]
    [InlineData("Origin", "https://elsewhere.example", 401)]
    [InlineData("Origin", "null", 401)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "same-site", 401)]
    [InlineData("Sec-Fetch-Site", "cross-site", 401)]
    [InlineData("Sec-Fetch-Site", "none", 401)]
    public async Task Changing_call_by_cookie_needs_proof_of_its_origin(string? header, string? value, int status)
    {
        await using var host = await LintelHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, PanelCalls.Base + "/logout");
        request.Headers.Add("Cookie", host.DemoSession().Cookie);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value!.Replace("{own}", host.BaseUrl, StringComparison.Ordinal));
        }

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? 401 : 200, (await host.GetAsync(host.DemoSession(), "/api-keys")).Status);
    }

    [Fact]
    public async Task Guessing_one_login_is_limited_whatever_is_guessed()
    {
        await using var host = await LintelHost.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(
                "unauth",
                (await host.PostAsync(
                    Caller.Nobody,
                    "/login",
                    new { login = i % 2 == 0 ? "Somebody@fresh.example" : "somebody@fresh.example", password = $"guess {i}" })).Code);
        }

        var refused = await host.PostAsync(Caller.Nobody, "/login", new { login = "somebody@fresh.example", password = "guess 11" });
        Assert.Equal(("rate_limit_reached", 300), (refused.Code, refused.Header("Retry-After")));
        Assert.Equal("unauth", (await host.PostAsync(Caller.Nobody, "/login", new { login = "other@fresh.example", password = "guess" })).Code);
        Assert.Equal("VALIDATION_ERROR", (await host.PostAsync(Caller.Nobody, "/login", new { login = "somebody@fresh.example" })).Code);
    }

    [Fact]
    public async Task Sessions_have_the_limit_of_three_hundred_a_minute_each()
    {
        await using var host = await LintelHost.StartAsync();
        var first = await host.GetAsync(host.DemoSession(), "/get-variables?applicationId=1");
        Assert.Equal((300, 299), (first.Header("X-RateLimit-Limit"), first.Header("X-RateLimit-Remaining")));
        Assert.Equal(299, (await host.GetAsync(host.DemoKey(), "/get-variables?applicationId=1")).Header("X-RateLimit-Remaining"));
    }
}
