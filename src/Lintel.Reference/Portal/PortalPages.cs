using System.Text.Encodings.Web;
using System.Text.Unicode;
using AspNetCoreGeneratedDocument;
using Lintel.AspNetCore;
using Lintel.Contracts;
using RazorSlices;

namespace Lintel.Reference;

/// <summary>Renders the pages of the portal.</summary>
internal sealed class PortalPages(IReadOnlyList<PortalApi> apis)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public Task<string> IndexAsync(PageAddress address) => RenderAsync(new FrameModel(
        address,
        "API reference",
        $"Errors, limits and credentials of {string.Join(", ", apis.Select(api => api.Title))}.",
        address.Paths.Root,
        new Portal_Views_Index { Model = new IndexModel(apis, address) })
    {
        Markdown = address.Paths.Root + ReferencePaths.Markdown,
    });

    public async Task<string> HomeAsync(PortalApi api, PageAddress address) => await HomeAsync(await HomeModel.OfAsync(api, address));

    public Task<string> HomeAsync(HomeModel model)
    {
        var contract = model.Contract;
        return RenderAsync(new FrameModel(
            model.Address,
            contract.Title,
            $"How {contract.Title} answers: credentials, {model.Api.Errors.Count} error codes with what to do about each, limits and retries.",
            model.Address.Paths.Of(contract),
            new Portal_Views_Home { Model = model })
        {
            Api = model.Api,
            Sidebar = new Portal_Views_Sections { Model = model },
            Markdown = model.Address.Paths.Of(contract) + ReferencePaths.Markdown,
        });
    }

    public async Task<string> CodeAsync(PortalApi api, ErrorDefinition error, PageAddress address) => await RenderAsync(new FrameModel(
        address,
        $"{error.Code} · {api.Title}",
        error.Meaning.Replace("`", string.Empty, StringComparison.Ordinal),
        address.Paths.Of(api.Contract, error.Code),
        new Portal_Views_Code { Model = await CodeModel.OfAsync(api, error, address) })
    {
        Api = api,
        Error = error,
        Sidebar = new Portal_Views_Codes { Model = new CodesModel(api, error, address) },
        Markdown = address.Paths.Of(api.Contract, error.Code) + ReferencePaths.Markdown,
    });

    public Task<string> ExplanationAsync(ExplanationModel model) => RenderAsync(new FrameModel(
        model.Address,
        $"One request · {model.Api.Title}",
        "How one request was answered, and what would make it pass.",
        null,
        new Portal_Views_Explanation { Model = model })
    {
        Api = model.Api,
    });

    public Task<string> MissingAsync(PageAddress address) => RenderAsync(new FrameModel(
        address,
        "Page not found",
        "The reference has no page at this address.",
        null,
        new Portal_Views_Missing { Model = new IndexModel(apis, address) }));

    private static async Task<string> RenderAsync(FrameModel model)
    {
        using var writer = new StringWriter();
        await new Portal_Views_Frame { Model = model }.RenderAsync(writer, Encoder);
        return writer.ToString();
    }
}

/// <summary>The frame that every page has around its content.</summary>
/// <param name="Address">The addresses.</param>
/// <param name="Title">The title of the page.</param>
/// <param name="Description">One sentence for search engines.</param>
/// <param name="Path">The path of the page; null for one that is not found.</param>
/// <param name="Content">The content.</param>
internal sealed record FrameModel(PageAddress Address, string Title, string Description, string? Path, RazorSlice Content)
{
    /// <summary>The API that the page is about; null for none.</summary>
    public PortalApi? Api { get; init; }

    /// <summary>The definition that the page is about; null for none.</summary>
    public ErrorDefinition? Error { get; init; }

    /// <summary>The navigation beside the content; null for none.</summary>
    public RazorSlice? Sidebar { get; init; }

    /// <summary>The path of the same page as Markdown; null for none.</summary>
    public string? Markdown { get; init; }
}

/// <summary>The content of the index.</summary>
internal sealed record IndexModel(IReadOnlyList<PortalApi> Apis, PageAddress Address);

/// <summary>The list of an API's codes beside the page of one.</summary>
internal sealed record CodesModel(PortalApi Api, ErrorDefinition Current, PageAddress Address);
