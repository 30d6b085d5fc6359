using System.Text.RegularExpressions;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The addresses of the reference under one path of the application, without the prefix by which callers reach the application.</summary>
/// <param name="Root">The path of the index, such as <c>/docs</c>.</param>
internal sealed partial record ReferencePaths(string Root)
{
    /// <summary>The ending of the Markdown variant of a page.</summary>
    public const string Markdown = ".md";

    /// <summary>The list of pages for language models.</summary>
    public string LlmsText => Root + "/llms.txt";

    /// <summary>The list of pages for search engines.</summary>
    public string Sitemap => Root + "/sitemap.xml";

    /// <summary>The home of one API.</summary>
    public string Of(Contract contract) => $"{Root}/{contract.Api}";

    /// <summary>The page of one error code.</summary>
    public string Of(Contract contract, string code) => $"{Of(contract)}/errors/{Uri.EscapeDataString(code)}";

    /// <summary>The pages that explain one request each, by its id and a seal.</summary>
    public string ExplanationsOf(Contract contract) => $"{Of(contract)}/requests";

    /// <summary>The API's OpenAPI document, as <c>json</c> or <c>yaml</c>.</summary>
    public string OpenApiOf(Contract contract, string format) => $"{Of(contract)}/openapi.{format}";

    /// <summary>The page on which the API's operations are tried.</summary>
    public string TryOf(Contract contract) => $"{Of(contract)}/try";

    /// <summary>A file that pages refer to, such as the style sheet.</summary>
    /// <remarks>Names of APIs have no dot, so that none is taken for one.</remarks>
    public string File(string name) => $"{Root}/{name}";

    /// <summary>Tells whether the reference may be mapped at a path: it never takes <c>/</c>.</summary>
    public static bool IsRoot(string path) => RootForm().IsMatch(path);

    [GeneratedRegex("^(/[A-Za-z0-9._~-]+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RootForm();
}
