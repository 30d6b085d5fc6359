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

namespace Lintel.HttpTests.Management;

public sealed class ReferencePageTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Every_code_of_every_contract_has_a_page()
    {
        foreach (var contract in Host.Services.GetRequiredService<LintelOptions>().Contracts)
        {
            var catalog = await Html($"{contract.BasePath}/errors");
            foreach (var error in contract.Errors)
            {
                var page = await Html($"{contract.BasePath}/errors/{error.Code}");
                Assert.Contains(WebUtility.HtmlEncode(error.Meaning.Split('`')[0]), page, StringComparison.Ordinal);
                Assert.True(error.Retired || catalog.Contains($"/errors/{error.Code}\"", StringComparison.Ordinal), error.Code);
            }
        }
    }

    [Fact]
    public async Task Index_leads_to_every_api()
    {
        var index = await Html("/");
        Assert.All(
            Host.Services.GetRequiredService<LintelOptions>().Contracts,
            contract => Assert.Contains($"{contract.BasePath}/errors\"", index, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_of_an_api_prints_the_order_of_its_checks() => Assert.Contains(
        "credential → key → address → plan → limit → route → method → scope → resource → body → rules",
        WebUtility.HtmlDecode(await Html("/fieldservice/errors")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Type_of_a_problem_leads_to_its_page()
    {
        using var refused = await Host.Client.GetAsync("/lintel/v1/accounts");
        var type = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["type"]!.ToString();
        Assert.True(Uri.TryCreate(type, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp, type);
        Assert.Contains("credential_missing", await Html(type), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_of_an_unknown_code_is_the_contracts_404()
    {
        using var response = await Host.Client.GetAsync("/lintel/errors/no_such_code");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Page_holds_no_script_and_forbids_it()
    {
        using var response = await Host.Client.GetAsync("/lintel/errors");
        Assert.DoesNotContain("<script", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
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
            services => services.AddEndpointsApiExplorer().Configure<ReferenceOptions>(reference => reference.IndexPath = "/apis"),
            lintel => lintel.Contracts.Add(Contract.Default));

        var described = host.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items.SelectMany(group => group.Items);
        Assert.Equal(["lintel/v1/own", "plain"], described.Select(description => description.RelativePath).Order(StringComparer.Ordinal));
    }

    private async Task<string> Html(string path)
    {
        using var response = await Host.Client.GetAsync(path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync();
    }
}
