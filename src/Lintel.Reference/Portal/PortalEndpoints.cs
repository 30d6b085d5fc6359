using System.Collections.Concurrent;
using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Reference;

/// <summary>Maps the pages of the portal. They lie outside the APIs.</summary>
internal static class PortalEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder portal, MappedReference mapped, PortalApis apis)
    {
        var origins = portal.ServiceProvider.GetRequiredService<PublicOrigins>();
        var paths = mapped.InGroup;
        var pages = new PortalPages(apis);
        PortalFiles.All.Map(portal.MapGroup(paths.Root));
        Page(paths.Root, PortalResults.Html, pages.IndexAsync).Add(mapped.NoteIndex);
        Page(paths.Root + ReferencePaths.Markdown, PortalResults.Markdown, address => Task.FromResult(MarkdownPages.Index(apis, address)));
        Page(paths.LlmsText, PortalResults.Text, address => Task.FromResult(MarkdownPages.LlmsText(apis, address)));
        Page(paths.Sitemap, PortalResults.Xml, address => Task.FromResult(SitemapPage.Of(apis, address)));
        for (var i = 0; i < apis.Count; i++)
        {
            var index = i;
            var api = apis[index];
            Page(paths.Of(api.Contract), PortalResults.Html, address => pages.HomeAsync(apis[index], address));
            Page(paths.Of(api.Contract) + ReferencePaths.Markdown, PortalResults.Markdown, address => MarkdownPages.HomeAsync(apis[index], address));
            MapCodes(portal, origins, pages, apis, index, mapped);
            portal.ServiceProvider.GetService<ITryPages>()?.Map(
                portal,
                new TryPage(
                    paths.TryOf(api.Contract),
                    api.Title,
                    () => mapped.Paths.OpenApiOf(api.Contract, "json"),
                    SecuritySchemes.Of(api.Contract, inQuery: false).Select(scheme => scheme.Key).FirstOrDefault()));
            portal.MapMethods(paths.ExplanationsOf(api.Contract) + "/{id}/{seal}", Reading, (HttpContext http, string id, string seal) =>
                ExplanationPages.AnswerAsync(http, pages, apis[index], new PageAddress(origins.Of(http.Request), mapped.Paths), id, seal));
            if (api.Contract.Keys is not null)
            {
                portal.MapPost(paths.Of(api.Contract), http => LookUpAsync(http, pages, apis[index], new PageAddress(origins.Of(http.Request), mapped.Paths)));
            }
        }

        var missing = Keep(pages.MissingAsync);
        portal.MapMethods($"{paths.Root}/{{**rest}}", Reading, async http =>
            await PortalResults.Html(http, await missing.ForAsync((origins.Of(http.Request), apis.Version)), StatusCodes.Status404NotFound).ExecuteAsync(http));

        Kept<(PublicOrigin Origin, int), string> Keep(Func<PageAddress, Task<string>> render) =>
            new(key => render(new PageAddress(key.Origin, mapped.Paths)));

        IEndpointConventionBuilder Page(string path, Func<HttpContext, string, int, IResult> send, Func<PageAddress, Task<string>> render)
        {
            var page = Keep(render);
            return portal.MapMethods(path, Reading, async http =>
                await send(http, await page.ForAsync((origins.Of(http.Request), apis.Version)), StatusCodes.Status200OK).ExecuteAsync(http));
        }
    }

    private static async Task LookUpAsync(HttpContext http, PortalPages pages, PortalApi api, PageAddress address)
    {
        var form = await RequestForm.ReadAsync(http);
        LookedUp lookedUp;
        try
        {
            lookedUp = await http.RequestServices.GetRequiredService<RequestBox>().FindAsync(http, api.Contract, form.Request, form.Key);
        }
        catch (StoreUnavailableException)
        {
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.RetryAfter = "5";
            await Results.Text("Requests cannot be looked up now. Try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            return;
        }

        var model = await HomeModel.OfAsync(api, address) with { Asked = form.Request, LookedUp = lookedUp };
        var status = StatusCodes.Status404NotFound;
        if (lookedUp is LookedUp.Refused { Seconds: var seconds })
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            status = StatusCodes.Status429TooManyRequests;
        }
        else if (lookedUp is LookedUp.Found)
        {
            status = StatusCodes.Status200OK;
        }

        http.Response.Headers.CacheControl = "no-store";
        await PortalResults.Html(http, await pages.HomeAsync(model), status).ExecuteAsync(http);
    }

    private static void MapCodes(
        IEndpointRouteBuilder portal, PublicOrigins origins, PortalPages pages, PortalApis apis, int index, MappedReference mapped)
    {
        var html = new ConcurrentDictionary<string, Kept<CodePage, string>>(StringComparer.Ordinal);
        var markdown = new ConcurrentDictionary<string, Kept<CodePage, string>>(StringComparer.Ordinal);
        var missing = new Kept<PublicOrigin, string>(origin => pages.MissingAsync(new PageAddress(origin, mapped.Paths)));
        portal.MapMethods($"{mapped.InGroup.Of(apis[index].Contract)}/errors/{{code}}", Reading, async (HttpContext http, string code) =>
        {
            var (origin, api) = (origins.Of(http.Request), apis[index]);
            return api.Find(code) is { } error
                ? PortalResults.Html(http, await html.GetOrAdd(error.Code, Page).ForAsync(new(origin, api, error)), StatusCodes.Status200OK)
                : code.EndsWith(ReferencePaths.Markdown, StringComparison.Ordinal) && api.Find(code[..^ReferencePaths.Markdown.Length]) is { } bare
                ? PortalResults.Markdown(http, await markdown.GetOrAdd(bare.Code, Text).ForAsync(new(origin, api, bare)), StatusCodes.Status200OK)
                : PortalResults.Html(http, await missing.ForAsync(origin), StatusCodes.Status404NotFound);
        });

        Kept<CodePage, string> Page(string code) => new(page => pages.CodeAsync(page.Api, page.Error, new PageAddress(page.Origin, mapped.Paths)));

        Kept<CodePage, string> Text(string code) => new(page => MarkdownPages.CodeAsync(page.Api, page.Error, new PageAddress(page.Origin, mapped.Paths)));
    }

    private sealed record CodePage(PublicOrigin Origin, PortalApi Api, ErrorDefinition Error);
}
