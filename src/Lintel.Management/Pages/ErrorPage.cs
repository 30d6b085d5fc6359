using Lintel.Contracts;

namespace Lintel.Management.Pages;

/// <summary>What one code means and what to do about it: where the <c>type</c> of a problem document leads (RFC 9457 section 3.1.1).</summary>
internal static class ErrorPage
{
    public static string Render(Contract contract, ErrorDefinition error)
    {
        var page = new HtmlPage($"{error.Code} · {contract.Title}");
        page.Markup("<p class=\"way\">").Link("/", "All APIs").Text(" / ").Link(ReferencePages.PathOf(contract), $"Errors of {contract.Title}").Markup("</p>\n")
            .Markup("<h1><code>").Text(error.Code).Markup("</code></h1>\n<p class=\"lead\">").Text(error.Meaning).Markup("</p>\n<dl>\n");
        Row(page, "Status", CatalogPage.StatusMark(error.Status) + " " + System.Net.WebUtility.HtmlEncode(error.Title));
        Text(page, "Message", error.Message);
        Text(page, "What to do", error.Fix);
        Text(page, "Retry", error.Retired ? "This code is retired and is not sent any more." : Advice.Of(error.Retry));
        return page.Markup("</dl>\n").End();
    }

    private static void Row(HtmlPage page, string name, string html) => page.Element("dt", name).Markup($"<dd>{html}</dd>\n");

    private static void Text(HtmlPage page, string name, string text) => Row(page, name, System.Net.WebUtility.HtmlEncode(text));
}
