using System.Net;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Guest;
using Lintel.HttpTests.Harness;
using Lintel.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Management;

public sealed class ReferencePageTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    private IEnumerable<Contract> Contracts => Host.Services.GetRequiredService<LintelOptions>().Contracts;

    [Fact]
    public async Task Every_code_of_every_contract_has_a_page()
    {
        foreach (var contract in Contracts)
        {
            var home = await Html($"/docs/{contract.Api}");
            foreach (var error in contract.Errors)
            {
                var page = WebUtility.HtmlDecode(await Html($"/docs/{contract.Api}/errors/{error.Code}"));
                Assert.Contains(error.Meaning.Split('`')[0], page, StringComparison.Ordinal);
                Assert.Contains(error.Fix.Split('`')[0], page, StringComparison.Ordinal);
                Assert.True(error.Retired || home.Contains($"/docs/{contract.Api}/errors/{error.Code}\"", StringComparison.Ordinal), error.Code);
                Assert.StartsWith($"# {error.Code}\n", await Text($"/docs/{contract.Api}/errors/{error.Code}.md", "text/markdown"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Reading_the_reference_leaves_no_entries_in_the_request_log()
    {
        foreach (var path in new[] { "/docs", "/docs/otp", "/docs/otp.md", "/docs/llms.txt", "/docs/otp/openapi.json", "/docs/nothing/here" })
        {
            using var answer = await Host.Client.GetAsync(path);
        }

        Assert.Empty((await Host.ManageAsync("GET", "/requests?api=lintel&route=/docs*"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Page_of_a_code_shows_the_answer_that_the_writer_makes()
    {
        foreach (var contract in Contracts)
        {
            foreach (var error in contract.Errors.Where(error => !error.Retired))
            {
                var page = await Text($"/docs/{contract.Api}/errors/{error.Code}.md", "text/markdown");
                Assert.Contains($"HTTP/1.1 {error.Status} ", page, StringComparison.Ordinal);
                Assert.Contains($"Content-Type: {contract.ContentType}", page, StringComparison.Ordinal);
                Assert.Contains($"Link: </docs/{contract.Api}/errors/{error.Code}>; rel=\"help\"", page, StringComparison.Ordinal);
                Assert.Contains($"\"{error.Code}\"", page.Split("## How to provoke it")[0], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Index_list_for_models_and_sitemap_lead_to_every_api_and_code()
    {
        var index = await Html("/docs");
        var markdown = await Text("/docs.md", "text/markdown");
        var models = await Text("/docs/llms.txt", "text/plain");
        var sitemap = await Text("/docs/sitemap.xml", "application/xml");
        Assert.All(Contracts, contract =>
        {
            Assert.Contains($"\"/docs/{contract.Api}\"", index, StringComparison.Ordinal);
            Assert.Contains($"{Host.BaseUrl}/docs/{contract.Api}.md", markdown, StringComparison.Ordinal);
            Assert.All(contract.Errors.Where(error => !error.Retired), error =>
            {
                Assert.Contains($"{Host.BaseUrl}/docs/{contract.Api}/errors/{error.Code}.md", models, StringComparison.Ordinal);
                Assert.Contains($"<loc>{Host.BaseUrl}/docs/{contract.Api}/errors/{error.Code}</loc>", sitemap, StringComparison.Ordinal);
            });
        });
    }

    [Fact]
    public async Task Root_of_the_process_leads_to_the_index()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Host.BaseUrl) };
        using var response = await client.GetAsync("/");
        Assert.Equal((HttpStatusCode.Found, "docs"), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task Home_of_an_api_prints_the_order_of_its_checks() => Assert.Contains(
        "credential → key → address → plan → limit → route → method → scope → resource → body → rules",
        await Text("/docs/fieldservice.md", "text/markdown"),
        StringComparison.Ordinal);

    [Fact]
    public async Task Type_and_link_of_a_problem_lead_to_its_page()
    {
        using var refused = await Host.Client.GetAsync("/lintel/v1/accounts");
        var type = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["type"]!.ToString();
        Assert.Equal($"{Host.BaseUrl}/docs/lintel/errors/credential_missing", type);
        Assert.Equal("</docs/lintel/errors/credential_missing>; rel=\"help\"", refused.Headers.GetValues("Link").Single());
        Assert.Contains("credential_missing", await Html(type), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/docs/lintel/errors/no_such_code")]
    [InlineData("/docs/lintel/errors/no_such_code.md")]
    [InlineData("/docs/no-such-api")]
    [InlineData("/docs/lintel/no/such/page")]
    public async Task Unknown_page_of_the_portal_is_a_page_for_browsers(string path)
    {
        using var response = await Host.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("There is no page here", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_have_neither_inline_styles_nor_inline_scripts_and_forbid_them()
    {
        using var response = await Host.Client.GetAsync("/docs/lintel");
        var page = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<style", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=\"", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onclick", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("portal.css", "text/css")]
    [InlineData("portal.js", "text/javascript")]
    [InlineData("portal.svg", "image/svg+xml")]
    public async Task Files_are_kept_for_good_by_their_version_alone(string name, string type)
    {
        var versioned = (await Html("/docs")).Split('"').Single(part => part.StartsWith($"/docs/{name}?v=", StringComparison.Ordinal));
        using var current = await Host.Client.GetAsync(versioned);
        using var other = await Host.Client.GetAsync($"/docs/{name}?v=0");
        Assert.Equal(type, current.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", current.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("immutable", other.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("docs")]
    [InlineData("/docs/")]
    [InlineData("")]
    [InlineData("/{docs}")]
    public void Path_that_is_not_below_the_root_is_refused(string path)
    {
        var services = new ServiceCollection();
        services.AddLintel().AddReference(reference => reference.Path = path);
        using var provider = services.BuildServiceProvider();
        var exception = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<ReferenceOptions>>().Value);
        Assert.Contains("the reference never takes /", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_the_pages_nor_the_management_api_are_in_the_applications_descriptions()
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapManagement().MapGet("/own", () => "own");
                app.MapReference();
                app.MapGet("/plain", () => "plain");
            },
            services => services.AddEndpointsApiExplorer(),
            lintel => lintel.Contracts.Add(Contract.Default));

        var described = host.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items.SelectMany(group => group.Items);
        Assert.Equal(["lintel/v1/own", "plain"], described.Select(description => description.RelativePath).Order(StringComparer.Ordinal));
    }

    private Task<string> Html(string path) => Text(path, "text/html");

    private async Task<string> Text(string path, string type)
    {
        using var response = await Host.Client.GetAsync(path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync();
    }
}
