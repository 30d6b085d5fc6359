using System.Net;
using Lintel.HttpTests.Harness;

namespace Lintel.ConsoleTests;

/// <summary>Signing in to the console by an OpenID Connect provider.</summary>
public sealed class ProviderTests(ProviderHost shared) : IClassFixture<ProviderHost>
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Operator_whom_the_provider_knows_signs_in_with_the_role_that_is_kept_here()
    {
        shared.Provider.SignIn("Ada@Example.test", isVerified: true);
        using var browser = NewBrowser(out _);

        var form = await browser.GetStringAsync("/console/sign-in?next=%2Fnodes");
        Assert.Contains("href=\"/console/sign-in/provider?next=%2Fnodes\">Sign in with Example ID</a>", form, StringComparison.Ordinal);
        using var page = await browser.GetAsync("/console/sign-in/provider?next=%2Fnodes");

        Assert.Equal("/console/nodes", page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("<span class=\"role\">support</span>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("sign-in", (await Host.ManageAsync("GET", "/audit")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_who_began_at_the_console_comes_to_its_overview()
    {
        shared.Provider.SignIn("ada@example.test", isVerified: true);
        using var browser = NewBrowser(out _);

        using var form = await browser.GetAsync("/console");
        Assert.Contains("href=\"/console/sign-in/provider", await form.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var page = await browser.GetAsync("/console/sign-in/provider");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("/console", page.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Sign_ins_at_once_and_a_link_of_one_operator_do_not_end_each_other()
    {
        shared.Provider.SignIn("ada@example.test", isVerified: true);
        var ada = (await Host.ManageAsync("GET", "/operators"))["data"]!.AsArray().Single(one => (string?)one!["name"] == "Ada")!["id"];
        var link = (string)(await Host.ManageAsync("POST", $"/operators/{ada}/sign-in-link"))["token"]!;

        var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            using var browser = NewBrowser(out _);
            using var page = await browser.GetAsync("/console/sign-in/provider");
            return page.StatusCode;
        }));

        Assert.All(pages, status => Assert.Equal(HttpStatusCode.OK, status));
        using var other = NewBrowser(out _);
        using var shown = await other.GetAsync($"/console/sign-in?token={link}");
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
    }

    [Fact]
    public async Task Cookies_on_the_way_to_the_provider_are_secure_behind_a_proxy_that_ends_tls()
    {
        using var browser = NewBrowser(out _, follows: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/sign-in/provider");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        using var toProvider = await browser.SendAsync(request);

        var cookies = toProvider.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, cookies.Count);
        Assert.All(cookies, cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("ada@example.test", false, "no verified &quot;email&quot;")]
    [InlineData("ada@example.test", null, "no verified &quot;email&quot;")]
    [InlineData("eve@example.test", true, "Ask an owner to add the operator eve@example.test")]
    [InlineData("", true, "no verified &quot;email&quot;")]
    public async Task Person_who_is_nobody_here_or_whose_address_is_not_verified_is_refused(string email, bool? verified, string fault)
    {
        shared.Provider.SignIn(email, verified);
        using var browser = NewBrowser(out var cookies);
        using var page = await browser.GetAsync("/console/sign-in/provider");

        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Contains(fault, await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(cookies.GetAllCookies(), cookie => cookie.Name == "lintel_console");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    public async Task Next_page_is_one_of_the_console(string next)
    {
        shared.Provider.SignIn("ada@example.test", isVerified: true);
        using var browser = NewBrowser(out _);

        using var page = await browser.GetAsync($"/console/sign-in/provider?next={Uri.EscapeDataString(next)}");

        Assert.Equal(new Uri(Host.BaseUrl).Authority, page.RequestMessage!.RequestUri!.Authority);
        Assert.Equal("/console", page.RequestMessage.RequestUri.AbsolutePath);
    }

    [Theory]
    [InlineData("?code=stolen&state=made-up")]
    [InlineData("?error=access_denied")]
    [InlineData("")]
    public async Task Answer_that_this_browser_did_not_ask_for_signs_nobody_in(string query)
    {
        using var browser = NewBrowser(out var cookies);

        using var page = await browser.GetAsync("/console/sign-in/callback" + query);

        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Contains("did not sign you in", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(cookies.GetAllCookies());
    }

    [Fact]
    public async Task Answer_for_another_browser_signs_nobody_in()
    {
        shared.Provider.SignIn("ada@example.test", isVerified: true);
        using var victim = NewBrowser(out var cookies);
        using var attacker = NewBrowser(out _, follows: false);
        using var toProvider = await attacker.GetAsync("/console/sign-in/provider");
        using var back = await attacker.GetAsync(toProvider.Headers.Location);

        using var page = await victim.GetAsync(back.Headers.Location);

        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.DoesNotContain(cookies.GetAllCookies(), cookie => cookie.Name == "lintel_console");
    }

    [Fact]
    public async Task Provider_that_is_down_is_said_on_the_page()
    {
        await using var provider = await LocalProvider.StartAsync();
        await using var host = await ProviderHost.StartAsync(provider);
        await provider.DisposeAsync();

        using var page = await host.Client.GetAsync("/console/sign-in/provider");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("cannot be reached now", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private HttpClient NewBrowser(out CookieContainer cookies, bool follows = true)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = follows };
        cookies = handler.CookieContainer;
        return new HttpClient(handler) { BaseAddress = new Uri(Host.BaseUrl) };
    }
}

/// <summary>A process whose operators sign in by a provider.</summary>
public sealed class ProviderHost : IAsyncLifetime
{
    private LocalProvider? _provider;
    private LintelHost? _host;

    internal LocalProvider Provider => _provider!;

    internal LintelHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        _provider = await LocalProvider.StartAsync();
        _host = await StartAsync(_provider);
        await _host.ManageAsync("POST", "/operators", new { login = "ada@example.test", name = "Ada", role = "support" });
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }

    internal static Task<LintelHost> StartAsync(LocalProvider provider) => LintelHost.StartAsync(new LintelHostOptions
    {
        Settings = new(StringComparer.Ordinal)
        {
            ["Lintel__OpenIdConnect__Authority"] = provider.Authority,
            ["Lintel__OpenIdConnect__ClientId"] = LocalProvider.ClientId,
            ["Lintel__OpenIdConnect__ClientSecret"] = LocalProvider.ClientSecret,
            ["Lintel__OpenIdConnect__Name"] = "Example ID",
            ["Lintel__TrustedProxies"] = "127.0.0.1",
        },
    });
}
