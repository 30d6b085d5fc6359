namespace Lintel.Tests.Contracts;

/// <summary>docs/contract-members.md is what the schema and the contracts of the repository make of it.</summary>
public sealed class ContractMembersPageTests
{
    private static readonly string[] Folders = ["samples/contracts", "apis", "samples/ExistingApp", "test/Lintel.Tests/Contracts/Samples", "test/Lintel.HttpTests"];

    [Fact]
    public void Page_of_members_is_made_from_the_schema_and_has_an_example_of_each()
    {
        var (text, withoutExample) = ContractMembersPage.Make(Read("schemas/contract.schema.json"), Contracts());
        var made = Path.Combine(AppContext.BaseDirectory, "contract-members.md");
        File.WriteAllText(made, text);

        Assert.Empty(withoutExample);
        Assert.True(Read("docs/contract-members.md") == text, $"The page is out of date: cp {made} docs/contract-members.md");
    }

    /// <summary>The documented contract first: readers know it.</summary>
    private static IEnumerable<string> Contracts() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.yaml", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(File.ReadAllText)
        .Prepend(Read("docs/contract-format.md").Split("```yaml\n")[1].Split("```")[0]);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");
}
