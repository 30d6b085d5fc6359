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
    /// <summary>Maps <c>/</c>, and for each contract <c>&lt;basePath&gt;/errors</c> and <c>&lt;basePath&gt;/errors/&lt;code&gt;</c>, open to everybody.</summary>
    public static void MapReferencePages(this IEndpointRouteBuilder endpoints)
    {
        var contracts = endpoints.ServiceProvider.GetRequiredService<LintelOptions>().Contracts.OrderBy(contract => contract.Title, StringComparer.Ordinal).ToArray();
        var index = new Lazy<string>(() => Pages.IndexPage.Render(contracts));
        endpoints.MapGet("/", (HttpContext http) => Html(http, index.Value));
        foreach (var contract in contracts)
        {
            Map(endpoints.MapApi(contract.Api), contract);
        }
    }

    internal static string PathOf(Contract contract) => contract.BasePath + "/errors";

    internal static string PathOf(Contract contract, string code) => $"{contract.BasePath}/errors/{Uri.EscapeDataString(code)}";

    private static void Map(RouteGroupBuilder api, Contract contract)
    {
        var catalog = new Lazy<string>(() => Pages.CatalogPage.Render(contract));
        var pages = new ConcurrentDictionary<string, string>();
        api.MapGet("/errors", (ApiCall call) => Html(call.Http, catalog.Value)).AllowAnonymous();
        api.MapGet("/errors/{code}", (ApiCall call) => Html(call.Http, pages.GetOrAdd(call.Resource<ErrorDefinition>().Code, Render, call)))
            .AllowAnonymous()
            .Resource(Load);

        static string Render(string code, ApiCall call) => Pages.ErrorPage.Render(call.Contract, call.Resource<ErrorDefinition>());
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
