using System.Collections.Frozen;
using Lintel.Contracts;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>The addresses of the pages that say what the codes of one API mean: <c>$type</c> and <c>Link</c> name them.</summary>
internal sealed class ErrorPages(Contract contract)
{
    private FrozenDictionary<string, string> _links = FrozenDictionary<string, string>.Empty;

    /// <summary>The path of the reference, without the prefix by which callers reach the application.</summary>
    public string Root { get; private set; } = ErrorContext.DefaultReference;

    /// <summary>true if the application has mapped the pages.</summary>
    public bool AreMapped { get; private set; }

    /// <summary>Says where the pages are.</summary>
    /// <param name="root">The path of the reference, such as <c>/docs</c>.</param>
    public void MapAt(string root)
    {
        (Root, AreMapped) = (root, true);
        _links = contract.HelpLink ? contract.Errors.ToFrozenDictionary(error => error.Code, error => LinkTo(root, error)) : _links;
    }

    /// <summary>The field <c>Link</c> of an error (RFC 8288), a relative reference; null where the pages are not mapped or the contract wants none.</summary>
    /// <param name="error">The definition.</param>
    /// <param name="prefix">The path before the application's own paths; empty for none.</param>
    public string? LinkTo(ErrorDefinition error, string prefix) =>
        !_links.TryGetValue(error.Code, out var link) ? null
        : prefix.Length == 0 ? link
        : LinkTo(prefix + Root, error);

    /// <summary>Adds the link to the fields that a contract or the application has set, once.</summary>
    public static StringValues Add(StringValues fields, string link) => fields.Contains(link) ? fields : StringValues.Concat(fields, link);

    private static string LinkTo(string root, ErrorDefinition error) => $"<{root}{error.Texts.Type}>; rel=\"help\"";
}
