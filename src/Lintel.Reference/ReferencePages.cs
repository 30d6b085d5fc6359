using System.Collections.Concurrent;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>The reference pages of the contracts: an overview of each API's errors, and a page for each error code.</summary>
internal static class ReferencePages
{
    /// <summary>Maps the pages of one contract.</summary>
    public static void Map(RouteGroupBuilder api, Contract contract)
    {
        var catalog = new PrefixedPage(prefix => CatalogPage.Render(contract, prefix));
        var pages = new ConcurrentDictionary<string, PrefixedPage>();
        api.MapGet("/errors", (HttpContext http) => Html(http, catalog.For(http))).AllowAnonymous();
        api.MapGet("/errors/{code}", Show).AllowAnonymous();

        // Nobody is admitted in shadow mode, where an unknown code is a bare 404.
        IResult Show(HttpContext http, string code) => contract.TryGetError(code, out var error) ? Html(http, pages.GetOrAdd(error.Code, Make, error).For(http))
            : http.Features.Get<ApiCall>() is null ? Results.NotFound()
            : new ErrorResult(Refusal.Missing("Error code", code));

        PrefixedPage Make(string code, ErrorDefinition error) => new(prefix => ErrorPage.Render(contract, error, prefix));
    }

    /// <summary>Maps the page that lists the APIs.</summary>
    public static void MapIndex(IEndpointRouteBuilder endpoints, string path, IReadOnlyList<Contract> contracts)
    {
        var page = new PrefixedPage(prefix => IndexPage.Render(contracts, prefix));
        endpoints.MapGet(path, (HttpContext http) => Html(http, page.For(http))).ExcludeFromDescription().OutsideContract();
    }

    public static string PathOf(Contract contract) => contract.BasePath + "/errors";

    public static string PathOf(Contract contract, string code) => $"{contract.BasePath}/errors/{Uri.EscapeDataString(code)}";

    private static IResult Html(HttpContext http, string page)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "public, max-age=300";
        return Results.Content(page, "text/html; charset=utf-8");
    }
}
