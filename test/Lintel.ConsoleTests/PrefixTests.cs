using System.Net;
using System.Text.RegularExpressions;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.ConsoleTests;

/// <summary>The console below a path, whether the application knows it or a proxy takes it away, and behind TLS that a proxy ends.</summary>
public sealed partial class PrefixTests
{
    private static readonly (string Name, string Value)[] Proxy =
    [
        ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "console.example"), ("X-Forwarded-Prefix", "/ops"),
    ];

    [Fact]
    public async Task Path_base_of_the_application_is_in_every_address()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = false,
            Customization = new HostCustomization { Services = services => services.AddSingleton<IStartupFilter>(new PathBase("/admin")) },
        });
        await WorksAsync(
            new Browser(host.BaseUrl, Sent: "/admin", Seen: "/admin", host.BaseUrl, []),
            host.OperatorToken,
            "path=/admin/console; samesite=lax; httponly");
    }

    [Fact]
    public async Task Prefix_and_tls_of_a_proxy_are_in_every_address_and_in_the_cookie()
    {
        await using var host = await LintelHost.StartAsync(
            new LintelHostOptions { Demo = false, Settings = { ["Lintel__TrustedProxies"] = "127.0.0.0/8" } });
        await WorksAsync(
            new Browser(host.BaseUrl, Sent: string.Empty, Seen: "/ops", "https://console.example", Proxy),
            host.OperatorToken,
            "path=/ops/console; secure; samesite=lax; httponly");
    }

    private static async Task WorksAsync(Browser browser, string token, string cookie)
    {
        using var outside = await browser.SendAsync(HttpMethod.Get, "/console/keys");
        Assert.Equal($"{browser.Seen}/console/sign-in?next=%2Fkeys", outside.Headers.Location!.OriginalString);
        using var signedIn = await browser.SendAsync(HttpMethod.Post, "/console/sign-in", [("token", token)]);
        Assert.Equal($"{browser.Seen}/console", signedIn.Headers.Location!.OriginalString);
        var set = signedIn.Headers.GetValues("Set-Cookie").Single();
        Assert.EndsWith(cookie, set, StringComparison.Ordinal);
        browser.Cookie = set.Split(';')[0];

        foreach (var path in (string[])["/console", "/console/requests?live=1", "/console/accounts/new"])
        {
            using var page = await browser.SendAsync(HttpMethod.Get, path);
            var addresses = AddressForm().Matches(await page.Content.ReadAsStringAsync()).Select(match => match.Groups["path"].Value).ToList();
            Assert.NotEmpty(addresses);
            Assert.All(addresses, address => Assert.StartsWith($"{browser.Seen}/", address, StringComparison.Ordinal));
        }

        using var style = await browser.SendAsync(HttpMethod.Get, "/console/console.css");
        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
        using var form = await browser.SendAsync(HttpMethod.Get, "/console/accounts/new");
        var field = TokenForm().Match(await form.Content.ReadAsStringAsync()).Groups["token"].Value;
        (string, string)[] fields = [("form", field), ("api", "pixel"), ("name", "Brook Dairy")];
        using var made = await browser.SendAsync(HttpMethod.Post, "/console/accounts/new", fields);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        using var foreign = await (browser with { Origin = "https://evil.example" }).SendAsync(HttpMethod.Post, "/console/accounts/new", fields);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }

    [GeneratedRegex(" (href|src|action|hx-get|data-tail)=\"(?<path>[^\"#][^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex AddressForm();

    [GeneratedRegex("name=\"form\" value=\"(?<token>[0-9a-f]{64})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TokenForm();

    /// <summary>Somebody's browser.</summary>
    /// <param name="Server">The address of the server.</param>
    /// <param name="Sent">What comes before the console's path where the server sees it.</param>
    /// <param name="Seen">What comes before it where the browser sees it.</param>
    /// <param name="Origin">The origin of its pages.</param>
    /// <param name="Headers">The fields that a proxy adds.</param>
    private sealed record Browser(string Server, string Sent, string Seen, string Origin, (string Name, string Value)[] Headers)
    {
        private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        public string Cookie { get; set; } = "other=1";

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, (string Name, string Value)[]? fields = null)
        {
            using var request = new HttpRequestMessage(method, Server + Sent + path)
            {
                Content = fields is null ? null : new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            };
            request.Headers.Add("Cookie", Cookie);
            request.Headers.Add("Origin", Origin);
            foreach (var (name, value) in Headers)
            {
                request.Headers.Add(name, value);
            }

            return await Client.SendAsync(request);
        }
    }

    private sealed class PathBase(string path) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UsePathBase(path);
            next(app);
        };
    }
}
