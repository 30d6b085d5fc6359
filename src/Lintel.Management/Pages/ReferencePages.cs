using System.Collections.Concurrent;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>The reference pages of every contract, for people; the page and the answers come from the same rows and cannot differ.</summary>
public static class ReferencePages
{
    /// <summary>
    /// Maps for each contract <c>&lt;basePath&gt;/errors</c> and <c>&lt;basePath&gt;/errors/&lt;code&gt;</c>, open to everybody and in no API description.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="index">The path of a page that lists the references of all APIs, such as <c>/</c>; null for none.</param>
    public static void MapReferencePages(this IEndpointRouteBuilder endpoints, string? index = null)
    {
        var contracts = endpoints.ServiceProvider.GetRequiredService<LintelOptions>().Contracts.OrderBy(contract => contract.Title, StringComparer.Ordinal).ToArray();
        if (index is not null)
        {
            var page = new Pages.PrefixedPage(prefix => Pages.IndexPage.Render(contracts, prefix));
            endpoints.MapGet(index, (HttpContext http) => Html(http, page.For(http))).ExcludeFromDescription();
        }

        foreach (var contract in contracts)
        {
            Map(endpoints.MapApi(contract.Api).ExcludeFromDescription(), contract);
        }
    }

    internal static string PathOf(Contract contract) => contract.BasePath + "/errors";

    internal static string PathOf(Contract contract, string code) => $"{contract.BasePath}/errors/{Uri.EscapeDataString(code)}";

    private static void Map(RouteGroupBuilder api, Contract contract)
    {
        var catalog = new Pages.PrefixedPage(prefix => Pages.CatalogPage.Render(contract, prefix));
        var pages = new ConcurrentDictionary<string, Pages.PrefixedPage>();
        api.MapGet("/errors", (ApiCall call) => Html(call.Http, catalog.For(call.Http))).AllowAnonymous();
        api.MapGet("/errors/{code}", (ApiCall call) => Html(call.Http, pages.GetOrAdd(call.Resource<ErrorDefinition>().Code, Make, call).For(call.Http)))
            .AllowAnonymous()
            .Resource(Load);

        static Pages.PrefixedPage Make(string code, ApiCall call)
        {
            var error = call.Resource<ErrorDefinition>();
            var contract = call.Contract;
            return new Pages.PrefixedPage(prefix => Pages.ErrorPage.Render(contract, error, prefix));
        }
    }

    private static ValueTask<Outcome<ErrorDefinition>> Load(ApiCall call)
    {
        var code = (string)call.Http.Request.RouteValues["code"]!;
        return ValueTask.FromResult<Outcome<ErrorDefinition>>(call.Contract.TryGetError(code, out var error) ? error : Refusal.Missing("Error code", code));
    }

    private static IResult Html(HttpContext http, string page)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "public, max-age=300";
        return Results.Content(page, "text/html; charset=utf-8");
    }
}
