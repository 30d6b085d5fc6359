using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>Within a project folders are layers, as CONTRIBUTING.md draws them for the front door, and namespaces follow them.</summary>
public sealed partial class FolderTests
{
    // Every other package has one namespace as a whole, as its users see it.
    private static readonly string[] WithNamespaces = ["Lintel.Core", "Lintel.Management"];

    public static TheoryData<string> Projects =>
    [
        .. Directory.GetDirectories(Repository.PathOf("src"))
            .Where(folder => FolderGraph.FilesOf(folder).Any())
            .Select(folder => Path.GetFileName(folder))
            .Order(),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_depend_on_one_another_without_cycles(string project)
    {
        var cycle = FolderGraph.Of(project).DescribeCycle();

        Assert.True(cycle is null, $"The folders of src/{project} form a cycle. Move a type to where it belongs; CONTRIBUTING.md says how.\n{cycle}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_follow_folders(string project)
    {
        var folder = Repository.PathOf("src", project);
        var root = project == "Lintel.Core" ? "Lintel" : project;
        var faults = FolderGraph.FilesOf(folder)
            .Select(file => (Name: file, Text: File.ReadAllText(file)))
            .Select(file => (
                Name: Path.GetRelativePath(folder, file.Name),
                Declared: Namespace().Match(file.Text).Groups["name"].Value,
                Allowed: AllowedFor(project, root, FolderGraph.FolderOf(folder, file.Name), file.Text)))
            .Where(file => !file.Allowed.Contains(file.Declared) && !file.Declared.StartsWith("Microsoft.", StringComparison.Ordinal))
            .Select(file => $"{file.Name} is in {file.Declared} and belongs in {string.Join(" or ", file.Allowed)}.")
            .ToArray();

        Assert.True(faults.Length == 0, string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void Folders_of_the_front_door_are_drawn_as_they_are()
    {
        var graph = FolderGraph.Of("Lintel.AspNetCore");
        var picture = Picture().Match(File.ReadAllText(Repository.PathOf("CONTRIBUTING.md"))).Groups["rows"].Value;
        var rows = picture.TrimEnd().Split('\n').Select(row => row.Split("  ")[0].Split(' ')).ToArray();
        var folder = Repository.PathOf("src", "Lintel.AspNetCore");
        var upwards =
            from place in Enumerable.Range(0, rows.Length)
            from user in rows[place]
            from used in rows[..(place + 1)].SelectMany(row => row)
            where graph.Uses(user, used)
            select $"{user} uses {used}, which stands no lower";

        Assert.Equal(FolderGraph.FilesOf(folder).Select(file => FolderGraph.FolderOf(folder, file)).Distinct().Order(), rows.SelectMany(row => row).Order());
        Assert.Empty(upwards);
    }

    [Fact]
    public void Use_of_a_folder_is_seen_in_calls_and_extension_methods()
    {
        var graph = FolderGraph.Of("Lintel.AspNetCore");

        Assert.True(graph.Uses("Pipeline", "Calls"));
        Assert.True(graph.Uses("Pipeline", "Passwords"));
        Assert.False(graph.Uses("Calls", "Pipeline"));
    }

    [Fact]
    public void Cycle_is_told_with_its_types_and_the_shortest_one()
    {
        var graph = new FolderGraph();
        graph.Add("A", "B", "One → Two");
        graph.Add("B", "C", "Two → Three");
        Assert.Null(graph.DescribeCycle());

        graph.Add("C", "A", "Three → One");
        graph.Add("C", "B", "Four → Two");
        graph.Add("C", "B", "Three → Two");
        Assert.Equal($"B uses C: Two → Three{Environment.NewLine}C uses B: Four → Two, Three → Two", graph.DescribeCycle());
    }

    /// <summary>Public types may stand in the package's own namespace, so that its users need one using.</summary>
    private static string[] AllowedFor(string project, string root, string folder, string text) =>
        !WithNamespaces.Contains(project) || folder == FolderGraph.Root ? [root]
        : HasInternal().IsMatch(text) ? [$"{root}.{folder}"]
        : [$"{root}.{folder}", root];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Namespace();

    [GeneratedRegex("^## Folders\n.*?\n```\n(?<rows>.*?)```\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Picture();

    [GeneratedRegex("^internal ", RegexOptions.Multiline, 2000)]
    private static partial Regex HasInternal();
}
