using System.Text;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The pages of the portal as Markdown, for programs that read them.</summary>
internal static class MarkdownPages
{
    public static string Index(IReadOnlyList<PortalApi> apis, PageAddress address) => Lines([
        "# API reference",
        string.Empty,
        .. apis.Select(api => $"- [{api.Title}]({Home(api, address)}): `{api.BasePath}`, {api.Errors.Count} codes")]);

    /// <summary>The list for language models (llmstxt.org).</summary>
    public static string LlmsText(IReadOnlyList<PortalApi> apis, PageAddress address) => Lines([
        "# API reference",
        string.Empty,
        "> How each API answers: credentials, every error code with what to do about it, limits, and when to send a request again.",
        .. apis.SelectMany(api => new[]
        {
            string.Empty, $"## {api.Title}", string.Empty, $"- [{api.Title}]({Home(api, address)}): base address `{address.Absolute(api.BasePath)}`",
            $"- [OpenAPI]({address.Absolute(address.Paths.OpenApiOf(api.Contract, "json"))}): operations, schemas and errors",
        }.Concat(api.Errors.Select(error => $"- [{error.Code}]({Code(api, error, address)}): {error.Status}. {error.Meaning}")))]);

    public static async Task<string> HomeAsync(PortalApi api, PageAddress address)
    {
        var model = await HomeModel.OfAsync(api, address);
        return Lines([
            $"# {api.Title}",
            string.Empty,
            $"Base address: `{address.Absolute(api.BasePath)}`",
            string.Empty,
            "## First request",
            string.Empty,
            .. model.Credentials.Select(way => $"- {way.Title}: {way.Text}"),
            string.Empty,
            .. model.Calls.SelectMany(call => new[] { Fence("sh", call.Text), string.Empty }),
            .. Shape(model),
            .. Operations(model),
            "## Error codes",
            string.Empty,
            "| Status | Code | Meaning | What to do | Retry |",
            "|---|---|---|---|---|",
            .. api.Errors.Select(error =>
                $"| {error.Status} | [`{error.Code}`]({Code(api, error, address)}) | {Cell(error.Meaning)} | {Cell(error.Fix)} | {Cell(Advice.Of(error.Retry))} |"),
            string.Empty,
            .. Limits(api),
            .. Scopes(api),
            "## Order of checks",
            string.Empty,
            string.Join(" → ", api.Contract.Order.Select(stage => stage.Word)),
            .. api.Contract.Guide.Length == 0 ? Array.Empty<string>() : [string.Empty, "## Guide", string.Empty, api.Contract.Guide.TrimEnd()]]);
    }

    public static async Task<string> CodeAsync(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        var model = await CodeModel.OfAsync(api, error, address);
        return Lines([
            $"# {error.Code}",
            string.Empty,
            $"{error.Status} {error.Title}, of [{api.Title}]({Home(api, address)})",
            string.Empty,
            error.Meaning,
            string.Empty,
            $"What to do: {error.Fix}",
            string.Empty,
            error.Retired ? "This code is retired and is not sent any more." : $"Retry: {Advice.Of(error.Retry)}",
            .. model.Answer is null ? Array.Empty<string>() : Handled(model, model.Answer)]);
    }

    private static string[] Handled(CodeModel model, SampleAnswer answer) =>
    [
        string.Empty, "## As it is sent", string.Empty, Fence("http", SampleText.Of(answer)),
        string.Empty, "## How to provoke it", string.Empty, model.Provocation.Text,
        .. model.Provocation.Command is { } command ? [string.Empty, Fence("sh", command)] : Array.Empty<string>(),
        string.Empty, "## How to handle it",
        .. model.Samples.SelectMany(sample => new[] { string.Empty, $"### {sample.Language}", string.Empty, Fence(sample.Id == "curl" ? "sh" : sample.Id, sample.Code) }),
    ];

    private static string[] Shape(HomeModel model) => model.Example is not { } example ? [] :
    [
        "## How errors look", string.Empty, Fence("http", SampleText.Of(example)), string.Empty,
        .. model.Members.Select(member => $"- `{member.Path}`{(member.IsOptional ? " (optional)" : string.Empty)}: {member.Text}"), string.Empty,
    ];

    private static string[] Operations(HomeModel model) => model.Api.Operations.Count == 0 ? [] :
    [
        "## Operations", string.Empty,
        .. model.SharedErrors.Count == 0 ? Array.Empty<string>()
            : [$"Every operation can answer with {Codes(model, model.SharedErrors)}; with the codes below besides.", string.Empty],
        "| Operation | Summary | Scopes | Codes |",
        "|---|---|---|---|",
        .. model.Operations.Select(row => $"| `{row.Method} {row.Path}{row.Query}` | {Cell(row.Summary)} | "
            + $"{string.Join(", ", row.Scopes.Select(scope => $"`{scope}`"))} | {Codes(model, row.Errors)} |"), string.Empty,
    ];

    private static string Codes(HomeModel model, IEnumerable<ErrorDefinition> errors) =>
        string.Join(", ", errors.Select(error => $"[`{error.Code}`]({Code(model.Api, error, model.Address)})"));

    private static string[] Limits(PortalApi api) => api.Contract.Limits.Count == 0 ? [] :
    [
        "## Rate limits", string.Empty,
        .. api.Contract.Limits.Select(limit => $"- {limit.Name}: {LimitText.Of(limit)} for {LimitText.Per(limit)}; {LimitText.AppliesTo(limit)}"), string.Empty,
    ];

    private static string[] Scopes(PortalApi api) => api.Contract.Scopes.Count == 0 ? [] :
    [
        "## Scopes", string.Empty, .. api.Contract.Scopes.Select(scope => $"- `{scope.Name}`: {scope.Allows}"), string.Empty,
    ];

    private static string Home(PortalApi api, PageAddress address) => address.Absolute(address.Paths.Of(api.Contract)) + ReferencePaths.Markdown;

    private static string Code(PortalApi api, ErrorDefinition error, PageAddress address) =>
        address.Absolute(address.Paths.Of(api.Contract, error.Code)) + ReferencePaths.Markdown;

    private static string Fence(string language, string text) => $"```{language}\n{text}\n```";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');

    private static string Lines(params IEnumerable<string> lines) => new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();
}
