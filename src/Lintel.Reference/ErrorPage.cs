using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>What one code means and what to do about it: where the <c>type</c> of a problem document leads (RFC 9457 section 3.1.1).</summary>
internal static class ErrorPage
{
    public static string Render(Contract contract, ErrorDefinition error, string prefix)
    {
        var page = new HtmlPage($"{error.Code} · {contract.Title}", prefix);
        page.Markup("<p class=\"way\">").Link("/", "All APIs").Text(" / ").Link(ReferencePages.PathOf(contract), contract.Title).Markup("</p>\n")
            .Markup("<h1><code>").Text(error.Code).Markup("</code></h1>\n").Prose("p class=\"lead\"", error.Meaning).Markup("\n<dl>\n")
            .Element("dt", "Status").Markup("<dd>").Markup(CatalogPage.StatusMark(error.Status)).Text(" " + error.Title).Markup("</dd>\n")
            .Element("dt", "Message").Element("dd", error.Message);
        foreach (var (language, translation) in error.Translations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            page.Element("dt", $"Message ({language})").Element("dd", translation.Message);
        }

        page.Element("dt", "What to do").Prose("dd", error.Fix)
            .Element("dt", "Retry").Element("dd", error.Retired ? "This code is retired and is not sent any more." : Advice.Of(error.Retry));
        return page.Markup("\n</dl>\n").End();
    }
}
