using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>Documents that refer to the code go by what it has.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.GetFiles(Repository.Root, "*.md").Concat(
            Directory.GetFiles(Repository.PathOf("docs"), "*.md")).Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Tests_that_a_document_names_exist(string document)
    {
        var classes = Directory.EnumerateFiles(
            Repository.PathOf("test"),
            "*Tests.cs",
            SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet();

        Assert.All(TestName().Matches(File.ReadAllText(Repository.PathOf(document))), match => Assert.Contains(match.Groups["name"].Value, classes));
    }

    [Fact]
    public void Threat_model_names_a_test_for_each_promise()
    {
        var lines = File.ReadAllLines(Repository.PathOf("SECURITY.md"));
        var promises = lines.SkipWhile(
            line => !line.StartsWith("| guard | promises |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')).ToArray();

        Assert.NotEmpty(promises);
        Assert.All(promises, line => Assert.Matches(TestName(), line.Split('|')[^2]));
    }

    [Fact]
    public void Settings_that_the_reference_apis_read_stand_in_the_page_about_operations()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "operations.md"));
        string[] names =
        [
            .. Directory.EnumerateFiles(Repository.PathOf("apis"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .SelectMany(file => ModuleSetting().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)).Distinct(),
        ];

        Assert.Contains("Pixel:WarehouseUrl", names);
        Assert.All(names, name => Assert.Contains($"`{name.Replace(":", "__", StringComparison.Ordinal)}`", page, StringComparison.Ordinal));
    }

    [GeneratedRegex("\"(?<name>(FieldService|Otp|Panel|Pixel|Trackpilots):[A-Za-z:]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ModuleSetting();

    // A class of tests, alone in its marks: not the projects, whose names have a point.
    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]{1,80}Tests)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
