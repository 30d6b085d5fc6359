using System.Collections.Frozen;
using Lintel.Contracts;
using Lintel.Keys;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// The addresses of the pages that say what the codes of one API mean, which <c>$type</c> and <c>Link</c> name, and of those that explain one request, which
/// <c>$help</c> and <c>Link</c> name.
/// </summary>
internal sealed class ErrorPages(Contract contract)
{
    private FrozenDictionary<string, string> _links = FrozenDictionary<string, string>.Empty;

    // Made when the first error needs it: the pepper is opened with the stores, after the pages are mapped.
    private Lazy<ExplanationSeal>? _seal;

    /// <summary>The path of the reference, without the prefix by which callers reach the application.</summary>
    public string Root { get; private set; } = ErrorContext.DefaultReference;

    /// <summary>true if the application has mapped the pages.</summary>
    public bool AreMapped { get; private set; }

    /// <summary>true if errors link to a page that explains their request.</summary>
    public bool Explain => contract.ExplainLink && _seal is not null;

    /// <summary>Says where the pages are.</summary>
    /// <param name="root">The path of the reference, such as <c>/docs</c>.</param>
    /// <param name="seal">Signs the links to explanations; null where the pages have none.</param>
    public void MapAt(string root, Lazy<ExplanationSeal>? seal)
    {
        (Root, AreMapped, _seal) = (root, true, seal);
        _links = contract.HelpLink ? contract.Errors.ToFrozenDictionary(error => error.Code, error => LinkTo(root, error)) : _links;
    }

    /// <summary>Takes over where the pages are from the version of the contract before.</summary>
    public void Follow(ErrorPages before)
    {
        if (before.AreMapped)
        {
            MapAt(before.Root, before._seal);
        }
    }

    /// <summary>The field <c>Link</c> of an error (RFC 8288), a relative reference; null where the pages are not mapped or the contract wants none.</summary>
    /// <param name="error">The definition.</param>
    /// <param name="prefix">The path before the application's own paths; empty for none.</param>
    public string? LinkTo(ErrorDefinition error, string prefix) =>
        !_links.TryGetValue(error.Code, out var link) ? null
        : prefix.Length == 0 ? link
        : LinkTo(prefix + Root, error);

    /// <summary>The path of the page that explains a request, with its signature. Only where <see cref="Explain"/> is true.</summary>
    /// <param name="requestId">The request id.</param>
    /// <param name="at">The time of the request.</param>
    public string ExplanationOf(string requestId, DateTimeOffset at) =>
        $"{Root}/{contract.Api}/requests/{Uri.EscapeDataString(requestId)}/{_seal!.Value.Seal(contract.Api, requestId, at)}";

    /// <summary>The field <c>Link</c> that names the page of one request beside that of its code.</summary>
    /// <param name="address">The page.</param>
    public static string LinkToExplanation(string address) => $"<{address}>; rel=\"help\"; title=\"This request\"";

    /// <summary>Adds the link to the fields that a contract or the application has set, once.</summary>
    public static StringValues Add(StringValues fields, string link) => fields.Contains(link) ? fields : StringValues.Concat(fields, link);

    private static string LinkTo(string root, ErrorDefinition error) => $"<{root}{error.Texts.Type}>; rel=\"help\"";
}
