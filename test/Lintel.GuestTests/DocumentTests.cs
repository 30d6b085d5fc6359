using System.Reflection;
using System.Text.RegularExpressions;
using Lintel.Tests;
using Microsoft.AspNetCore.Builder;

namespace Lintel.GuestTests;

/// <summary>Pages quote programs that tests run.</summary>
public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("clients.md", true)]
    [InlineData("existing-app.md", true)]
    [InlineData("guards.md", false)]
    [InlineData("idempotency.md", true)]
    [InlineData("testing.md", true)]
    public void Every_snippet_of_the_page_is_code_that_tests_run(string file, bool withContracts)
    {
        var page = File.ReadAllText(Repository.PathOf("docs", file));
        var snippets = Snippets().Matches(page);

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(
            snippet.Groups["code"].Value.Trim(), File.ReadAllText(Repository.PathOf(snippet.Groups["file"].Value)), StringComparison.Ordinal));
        Assert.Equal(snippets.Count, Code().Matches(page).Count(code => withContracts || code.Groups["language"].Value != "yaml"));
    }

    [Fact]
    public void Every_extension_of_an_operation_is_in_the_pages_table()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "existing-app.md"));
        var extensions = typeof(OperationBuilderExtensions).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(method => method.Name)
            .Distinct();

        var firstCells = string.Join('\n', page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1]));
        Assert.All(
            extensions,
            name => Assert.True(
                firstCells.Contains($"`.{name}(", StringComparison.Ordinal) || firstCells.Contains($"`.{name}<", StringComparison.Ordinal),
                name));
        Assert.Contains("lintel.MapException<", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("^```(?<language>csharp|ts|xml|yaml)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Code();

    [GeneratedRegex(@"```(csharp|ts|xml|yaml) from=(?<file>\S+)\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Snippets();
}
