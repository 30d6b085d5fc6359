namespace Lintel.Contracts;

/// <summary>Reads <c>docs</c>, the address of every code's documentation outside the reference pages.</summary>
internal static class DocsReader
{
    public const string Fix = "Write an absolute address such as https://docs.example.com/errors/{code}, in printable ASCII.";

    public static string? Read(MappingCursor root)
    {
        if (!root.Has("docs"))
        {
            return null;
        }

        var docs = root.Text("docs");
        var rest = docs.Replace("{code}", "code", StringComparison.Ordinal);
        if (rest.AsSpan().IndexOfAny('{', '}') >= 0 || !IsAddress(rest))
        {
            root.Fault("docs", $"`docs` is {Quoting.Quote(docs)}.", $"{Fix} {{code}} is its only placeholder.");
        }

        return docs;
    }

    /// <summary>Returns true if a text is an absolute address of a page; otherwise, false.</summary>
    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && text.All(character => character is > ' ' and <= '~' and not ('"' or '<' or '>' or '\\'));
}
