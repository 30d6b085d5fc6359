using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>The snippets of docs/envelopes.md load.</summary>
public sealed class EnvelopeDocsTests
{
    private const string Definition = "message: m, meaning: m, fix: f }";

    public static TheoryData<string> Snippets { get; } = new(
        File.ReadAllText(Path.Combine(Repository.Root, "docs/envelopes.md"))
            .Split("```yaml\n")
            .Skip(1)
            .Select(rest => rest.Split("```")[0].Replace("… }", Definition, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Snippet_of_the_page_loads(string snippet)
    {
        foreach (var contract in ContractsOf(snippet))
        {
            Assert.NotEmpty(ContractSamples.Read(contract).Errors);
        }
    }

    [Fact]
    public void Every_variable_is_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/envelopes.md"));

        Assert.All(
            ContractWords.Variables.Keys.Select(word => word.Replace("$fault", string.Empty, StringComparison.Ordinal)),
            word => Assert.Contains($"`{word}`", page, StringComparison.Ordinal));
        Assert.All(ContractWords.FaultSources.Keys, word => Assert.Contains($"| `{word}` |", page, StringComparison.Ordinal));
        Assert.All(ContractWords.FaultKeys.Keys, word => Assert.Contains($"`{word}`", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> ContractsOf(string snippet)
    {
        if (snippet.StartsWith("extend: ", StringComparison.Ordinal))
        {
            return [snippet];
        }

        return snippet.StartsWith("errors: [", StringComparison.Ordinal)
            ? snippet.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Over($"envelope:\n  code: $code\n  {line}\n"))
            : snippet.StartsWith("messages: ", StringComparison.Ordinal) ? [] : [Over(snippet)];
    }

    /// <summary>A snippet over the minimal contract.</summary>
    private static string Over(string snippet)
    {
        var own = snippet.StartsWith("  ", StringComparison.Ordinal) ? "errors:\n" + snippet : snippet;
        var hasCode = own.Contains("$code", StringComparison.Ordinal) || own.StartsWith("code:", StringComparison.Ordinal);
        return $"extend: {Path.Combine(Repository.Root, "test/Lintel.Tests/Contracts/Samples/minimal.yaml")}\n"
            + own
            + (own.StartsWith("code:", StringComparison.Ordinal) ? "envelope: { message: $message }\n" : string.Empty)
            + (hasCode || !own.Contains("envelope:", StringComparison.Ordinal) ? string.Empty : "code: none\nbecause: x\n");
    }
}
