using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.Contracts;

namespace Lintel.Tests.Conventions;

/// <summary>The page with formats quotes contracts and what they answer, which the tests of the server compare.</summary>
public sealed partial class FormatPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "recipes.md"));

    private static readonly string[] Names =
        [.. Directory.GetFiles(Repository.PathOf("samples", "contracts"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Fact]
    public void Every_contract_and_every_base_is_in_the_table()
    {
        var rows = Page.Split('\n').Where(line => line.StartsWith("| [", StringComparison.Ordinal)).Select(line => line.Split('|')).ToArray();

        Assert.Equal(Names.Length, rows.Length);
        Assert.All(Names, name => Assert.Contains(rows, row => row[2] == $" [`{name}.yaml`](../samples/contracts/{name}.yaml) "));
        Assert.Equal(BundledBases.Names, rows.Select(row => row[3].Trim(' ', '`')).Where(name => name.Length > 0).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_contract_has_an_example_and_the_lines_that_make_it()
    {
        var answered = Blocks().Matches(Page).Select(block => block.Groups["file"].Value).ToHashSet();

        Assert.All(Names, name => Assert.Contains($"samples/contracts/{name}.http", answered));
        Assert.All(
            Page.Split("\n## ")[1..^1],
            section => Assert.True(Code().Count(section) >= 2 && Code().Count(section) == Blocks().Count(section), section.Split('\n')[0]));
    }

    [Fact]
    public void Snippets_are_what_the_files_say() => Assert.All(
        Blocks().Matches(Page),
        block => Assert.Contains(
            block.Groups["language"].Value == "json" ? Compact(block.Groups["code"].Value) : block.Groups["code"].Value.Trim('\n'),
            File.ReadAllText(Repository.PathOf(block.Groups["file"].Value)),
            StringComparison.Ordinal));

    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [GeneratedRegex("^```[a-z]", RegexOptions.Multiline, 2000)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"^```(?<language>json|xml|yaml) (of|from)=(?<file>\S+)\n(?<code>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        2000)]
    private static partial Regex Blocks();
}
