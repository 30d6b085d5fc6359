using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>The pages are found from their index, and what they link to is there.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages =>
    [
        .. new[] { "docs", "templates", "samples", "src" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "content" or "node_modules"))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        var dead = Link().Matches(WithoutCode(File.ReadAllText(Repository.PathOf(page))))
            .Select(match => (Path: match.Groups["path"].Value, Anchor: match.Groups["anchor"].Value))
            .Where(link => !link.Path.Contains("://", StringComparison.Ordinal) && !IsThere(Path.Combine(folder, link.Path), Repository.PathOf(page), link))
            .Select(link => $"{link.Path}#{link.Anchor}");

        Assert.Empty(dead);
    }

    [Fact]
    public void Every_page_is_in_the_index()
    {
        var index = Link().Matches(File.ReadAllText(Repository.PathOf("docs/README.md"))).Select(match => match.Groups["path"].Value).ToHashSet();
        var pages = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Select(file => Path.GetFileName(file)).Where(name => name != "README.md");

        Assert.Empty(pages.Except(index));
    }

    [Fact]
    public void Readme_is_under_200_lines() => Assert.InRange(File.ReadLines(Repository.PathOf("README.md")).Count(), 1, 199);

    private static bool IsThere(string file, string page, (string Path, string Anchor) link)
    {
        var target = link.Path.Length == 0 ? page : file;
        return Directory.Exists(target)
            || (File.Exists(target) && (link.Anchor.Length == 0 || !target.EndsWith(".md", StringComparison.Ordinal) || HasHeading(target, link.Anchor)));
    }

    /// <summary>Headings have anchors as GitHub makes them: lower case, punctuation left out, hyphens for spaces.</summary>
    private static bool HasHeading(string file, string anchor) => Heading().Matches(WithoutCode(File.ReadAllText(file)))
        .Select(match => NotInAnchors().Replace(match.Groups["title"].Value.ToLowerInvariant(), string.Empty).Replace(' ', '-'))
        .Contains(anchor);

    private static string WithoutCode(string text) => Fenced().Replace(text, string.Empty);

    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(#(?<anchor>[^)\s]*))?\)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]", RegexOptions.None, 2000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline, 2000)]
    private static partial Regex Fenced();
}
