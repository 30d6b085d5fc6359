using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>Documents that refer to the code go by what it has.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")).Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Tests_that_a_document_names_exist(string document)
    {
        var classes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "test"), "*Tests.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet();

        var named = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))).Select(match => match.Groups[1].Value);

        Assert.Empty(named.Where(name => !classes.Contains(name)).Distinct());
    }

    [Fact]
    public void Threat_model_names_a_test_for_each_promise()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"));
        var rows = Row().Matches(text[text.IndexOf("| guard | promises |", StringComparison.Ordinal)..text.IndexOf("## What is kept", StringComparison.Ordinal)]).Skip(2).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Matches(TestName(), row.Groups[1].Value));
    }

    // A class of tests, alone in its marks: not the projects, whose names have a point.
    [GeneratedRegex("`([A-Z][A-Za-z0-9]+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\|.*\|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
