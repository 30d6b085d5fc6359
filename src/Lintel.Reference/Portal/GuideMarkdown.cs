using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Lintel.Reference;

/// <summary>
/// Renders the guide of a contract. A contract may come from anywhere: HTML in its guide stays text, and a link that is neither relative nor http, https or
/// mailto keeps its text alone.
/// </summary>
internal static class GuideMarkdown
{
    private const int LowestHeading = 6;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();
    private static readonly string[] Schemes = ["http", "https", "mailto"];

    /// <summary>Renders Markdown as HTML.</summary>
    /// <param name="markdown">The guide.</param>
    public static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().Where(link => !IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url)).ToList())
        {
            link.ReplaceBy(new ContainerInline());
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !IsSafe(link.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            // The guide stands in a section of its own.
            heading.Level = Math.Min(heading.Level + 1, LowestHeading);
        }

        return document.ToHtml(Pipeline);
    }

    // Browsers leave out blanks and control characters of a scheme, so nothing but a whole known word will do.
    private static bool IsSafe(string? url)
    {
        var text = (url ?? string.Empty).AsSpan();
        var end = text.IndexOfAny(":/?#");
        if (end < 0 || text[end] != ':')
        {
            return true;
        }

        var scheme = text[..end].ToString();
        return Array.Exists(Schemes, known => known.Equals(scheme, StringComparison.OrdinalIgnoreCase));
    }
}
