using System.Text.RegularExpressions;
using Lintel.Tests;

namespace Lintel.HttpTests.Proving;

/// <summary>The code that documents show is the code that is compiled and run here.</summary>
public sealed partial class SnippetTests
{
    [Fact]
    public void Snippets_are_the_files_that_they_name()
    {
        var snippets = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .SelectMany(file => Snippet().Matches(File.ReadAllText(file)))
            .Select(match => (File: match.Groups["file"].Value, Code: match.Groups["code"].Value))
            .ToArray();

        Assert.NotEmpty(snippets);
        foreach (var (file, code) in snippets)
        {
            Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, file)), code);
        }
    }

    [Fact]
    public void Assertions_are_listed_as_they_are_checked()
    {
        var listed = AssertionDefinition().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "proving.md"))).Select(
            match => (int.Parse(match.Groups["number"].Value), match.Groups["sentence"].Value));

        Assert.Equal(AssertionTable.All.Select(assertion => (assertion.Number, assertion.Sentence)), listed);
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \| (?<sentence>.+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AssertionDefinition();

    [GeneratedRegex("^```csharp file=(?<file>\\S+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Snippet();
}
