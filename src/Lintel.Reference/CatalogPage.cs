using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The error reference of one API, made from its contract alone.</summary>
internal static class CatalogPage
{
    public static string Render(Contract contract, string prefix)
    {
        var page = new HtmlPage($"Errors · {contract.Title}", prefix);
        page.Markup("<p class=\"way\">").Link("/", "All APIs").Markup("</p>\n")
            .Element("h1", $"Errors of the {Name(contract)}").Markup("\n<p class=\"lead\">")
            .Text("Every response carries its request id in ").Element("code", contract.RequestId.Header)
            .Text(". Branch on the code, not on the message.").Markup("</p>\n");
        Table(page, contract, ErrorSource.Page, "Codes");
        Table(
            page,
            contract,
            ErrorSource.Extension,
            contract.Errors.Any(error => error.Source == ErrorSource.Page) ? "Codes beyond the published page" : "Codes");
        Order(page, contract);
        Limits(page, contract);
        Scopes(page, contract);
        return page.Markup(GuideMarkdown.ToHtml(contract.Guide)).End();
    }

    public static string StatusMark(int status)
    {
        var kind = status switch { 401 or 403 => " auth", >= 500 => " server", _ => string.Empty };
        return $"<span class=\"status{kind}\">{status}</span>";
    }

    private static string Name(Contract contract) => contract.Title.EndsWith("API", StringComparison.Ordinal) ? contract.Title : contract.Title + " API";

    private static void Table(HtmlPage page, Contract contract, ErrorSource source, string heading)
    {
        var definitions = contract.Errors.Where(error => error.Source == source && !error.Retired).ToArray();
        if (definitions.Length == 0)
        {
            return;
        }

        page.Element("h2", heading)
            .Markup(
                "\n<div class=\"scroll\"><table>\n<thead><tr><th>Code</th><th>Status</th><th>Meaning</th><th>What to "
                    + "do</th><th>Retry</th></tr></thead>\n<tbody>\n");
        foreach (var definition in definitions)
        {
            page.Markup("<tr><td class=\"code\"><code>").Link(ReferencePages.PathOf(contract, definition.Code), definition.Code).Markup("</code></td><td>")
                .Markup(StatusMark(definition.Status)).Markup("</td>")
                .Prose("td", definition.Meaning).Prose("td", definition.Fix).Element("td class=\"retry\"", Advice.InShort(definition.Retry)).Markup("</tr>\n");
        }

        page.Markup("</tbody></table></div>\n");
    }

    /// <summary>Where several things are wrong with a request, the first of these is what it is told.</summary>
    private static void Order(HtmlPage page, Contract contract) => page
        .Markup("<h2>Order of checks</h2>\n").Element("p", string.Join(" → ", contract.Order).ToLowerInvariant()).Markup("\n");

    private static void Limits(HtmlPage page, Contract contract)
    {
        if (contract.Limits.Count == 0)
        {
            return;
        }

        page.Markup("<h2>Rate limits</h2>\n<ul>\n");
        foreach (var limit in contract.Limits)
        {
            var kind = limit.Kind == RateLimits.RateLimitKind.Rolling ? "rolling" : "fixed";
            page.Markup("<li>").Element("strong", limit.Name)
                .Text($": {limit.Allow:N0} {Per(limit.WindowText)}, {kind} window, for each {limit.Per.ToString().ToLowerInvariant()}.").Markup("</li>\n");
        }

        page.Markup("</ul>\n");
    }

    /// <summary>"per minute", but "in 10 minutes".</summary>
    private static string Per(string window) => window.StartsWith("1 ", StringComparison.Ordinal) ? "per " + window[2..] : "in " + window;

    private static void Scopes(HtmlPage page, Contract contract)
    {
        if (contract.Scopes.Count == 0)
        {
            return;
        }

        page.Markup("<h2>Scopes</h2>\n<div class=\"scroll\"><table>\n<tbody>\n");
        foreach (var scope in contract.Scopes)
        {
            page.Markup("<tr><td class=\"code\">").Element("code", scope.Name).Markup("</td>").Element("td", scope.Allows).Markup("</tr>\n");
        }

        page.Markup("</tbody></table></div>\n");
    }
}
