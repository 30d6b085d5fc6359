using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

namespace Lintel.HttpTests.Portal;

/// <summary>The reference on a group of the application.</summary>
public sealed class MappedReferenceTests
{
    private static readonly string[] Pages = ["/docs", "/docs/shop", "/docs/shop/openapi.json", "/docs/portal.css", "/docs/shop/errors/sold_out"];

    [Fact]
    public async Task Links_errors_and_documents_have_the_prefix_of_the_group()
    {
        await using var host = await StartAsync(app => app.MapGroup("/help").MapReference());

        var home = await host.SendAsync("GET", "/help/docs/shop");
        Assert.Equal(200, home.Status);
        Assert.Contains("href=\"/help/docs/shop/errors/sold_out\"", home.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/help/docs/portal.css?v=", home.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"/docs", home.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await host.SendAsync("GET", "/help/docs/shop/errors/sold_out")).Status);
        Assert.Contains("/help/docs/shop.md", (await host.SendAsync("GET", "/help/docs/llms.txt")).Body, StringComparison.Ordinal);
        using var refused = await host.Client.GetAsync("/shop/things", TestContext.Current.CancellationToken);
        Assert.Equal(["</help/docs/shop/errors/unauthenticated>; rel=\"help\""], refused.Headers.GetValues("Link"));
        var document = JsonNode.Parse((await host.SendAsync("GET", "/help/docs/shop/openapi.json")).Body)!;
        Assert.StartsWith("/help/docs/shop/errors/", (string?)document["x-lintel-errors"]![0]!["docs"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conventions_hold_for_every_page()
    {
        await using var host = await StartAsync(app => app.MapReference().RequireHost("docs.example"));

        foreach (var path in Pages)
        {
            Assert.Equal(404, (await host.SendAsync("GET", path)).Status);
            Assert.Equal(200, (await host.SendAsync("GET", path, headers: ("Host", "docs.example"))).Status);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/internal")]
    public async Task Authorization_that_is_asked_for_holds_for_every_page(string group)
    {
        await using var host = await StartAsync(
            app => _ = group.Length == 0 ? app.MapReference().RequireAuthorization("staff") : app.MapGroup(group).RequireAuthorization("staff").MapReference(),
            services: services => AddAuthorization(services).AddPolicy("staff", policy => policy.RequireClaim("person", "ada")));

        foreach (var path in Pages.Append("/docs/shop/try/").Select(page => group + page))
        {
            Assert.Equal(401, (await host.SendAsync("GET", path)).Status);
            Assert.Equal(403, (await host.SendAsync("GET", path, headers: ("X-Person", "bob"))).Status);
            Assert.Equal(200, (await host.SendAsync("GET", path, headers: ("X-Person", "ada"))).Status);
        }
    }

    [Fact]
    public async Task Fallback_policy_of_the_application_leaves_the_pages_open()
    {
        await using var host = await StartAsync(
            app => app.MapReference(),
            services: services => AddAuthorization(services).SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        foreach (var path in Pages.Append("/docs/shop/try/"))
        {
            Assert.Equal(200, (await host.SendAsync("GET", path)).Status);
        }
    }

    [Fact]
    public async Task Group_whose_prefix_has_parameters_is_refused_with_a_remedy()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(app => app.MapGroup("/{tenant}").MapReference()));

        Assert.Contains("Call MapReference() on a group without parameters in its prefix", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_to_try_operations_is_there_only_where_it_was_asked_for()
    {
        await using var without = await StartAsync(app => app.MapReference());
        await using var with = await StartAsync(app => app.MapGroup("/help").MapReference(), _ => { });

        Assert.Equal(404, (await without.SendAsync("GET", "/docs/shop/try/")).Status);
        Assert.DoesNotContain("/try", (await without.SendAsync("GET", "/docs/shop")).Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/help/docs/shop/try\"", (await with.SendAsync("GET", "/help/docs/shop")).Body, StringComparison.Ordinal);
        var page = await with.SendAsync("GET", "/help/docs/shop/try/");
        Assert.Equal(200, page.Status);
        Assert.Contains("help/docs/shop/openapi.json", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_to_try_operations_takes_nothing_from_the_options_of_other_pages_of_Scalar()
    {
        await using var plain = await StartAsync(app => app.MapReference(), _ => { });
        await using var configured = await StartAsync(app => app.MapReference(), services => services.Configure<ScalarOptions>(options =>
        {
            (options.PersistentAuthentication, options.DynamicBaseServerUrl, options.DynamicNonce) = (true, true, true);
            (options.BaseServerUrl, options.JavaScriptConfiguration) = ("https://elsewhere.example", "https://elsewhere.example/own.js");
            (options.HeadContent, options.HeaderContent) = ("<meta name=\"own\">", "<p>own</p>");
            options.Servers = [new ScalarServer("https://elsewhere.example")];
            options.PluginUrls = ["https://elsewhere.example/plugin.js"];
            options.AddDocument("own");
        }));

        Assert.Equal(await TryPageAsync(plain), await TryPageAsync(configured));
    }

    /// <summary>The page without its nonce, which is that of the policy.</summary>
    private static async Task<string> TryPageAsync(GuestHost host)
    {
        using var response = await host.Client.GetAsync("/docs/shop/try/", TestContext.Current.CancellationToken);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var nonce = response.Headers.GetValues("Content-Security-Policy").Single().Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains($"nonce=\"{nonce}\"", page, StringComparison.Ordinal);
        return page.Replace(nonce, string.Empty, StringComparison.Ordinal);
    }

    private static AuthorizationBuilder AddAuthorization(IServiceCollection services)
    {
        services.AddAuthentication(TokenScheme.Name).AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, null);
        return services.AddAuthorizationBuilder();
    }

    /// <param name="reference">Maps the reference.</param>
    /// <param name="services">The services of an application with pages to try operations; null for one without.</param>
    private static Task<GuestHost> StartAsync(Action<WebApplication> reference, Action<IServiceCollection>? services = null) =>
        GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapApi("shop").MapGet("/things", () => "things").RaisesError("sold_out");
                reference(app);
            },
            late: late =>
            {
                if (services is not null)
                {
                    late.AddLintel(_ => { }).AddScalar();
                    services(late);
                }
            });
}
