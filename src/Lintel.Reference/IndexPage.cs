using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The APIs of this process.</summary>
internal static class IndexPage
{
    public static string Render(IEnumerable<Contract> contracts, string prefix)
    {
        var page = new HtmlPage("Lintel", prefix);
        page.Markup(
            "<h1>Lintel</h1>\n<p class=\"lead\">The front door of these APIs. Each page below is made from the contract that answers the requests.</p>\n<ul "
                + "class=\"apis\">\n");
        foreach (var contract in contracts)
        {
            page.Markup("<li>").Link(ReferencePages.PathOf(contract), contract.Title).Markup("<p><code>").Text(
                contract.BasePath.Length == 0 ? "/" : contract.BasePath).Markup("</code> · ")
                .Text($"{contract.Errors.Count(error => !error.Retired)} codes").Markup("</p></li>\n");
        }

        return page.Markup("</ul>\n").End();
    }
}
