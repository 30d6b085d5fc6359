using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lintel.Tests.Conventions;

public sealed class LayerTests
{
    private static readonly string[] Shipped = ["src", "apis"];

    // A package that only brings others; its name is the beginning of every namespace.
    private const string WithoutCode = "src/Lintel";

    private static readonly Dictionary<string, string[]> Allowed = ReadLayers();

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Layers_name_every_shipped_project()
    {
        var projects = Shipped
            .SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Relative(Path.GetDirectoryName(file)!))
            .Order();
        Assert.Equal(projects, Allowed.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_refers_only_to_layers_below(string project)
    {
        var folder = Repository.PathOf(project);
        var references = XDocument.Load(Directory.GetFiles(folder, "*.csproj").Single())
            .Descendants("ProjectReference")
            .Select(reference => Relative(Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder, reference.Attribute("Include")!.Value)))!));
        Assert.Empty(references.Except(Allowed[project]));
    }

    /// <summary>References flow through, so a file could use what its project never named; the usings tell.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Sources_use_only_layers_below(string project)
    {
        var forbidden = Allowed.Keys.Except(Allowed[project]).Where(other => other != project && other != WithoutCode).Select(NamespaceOf).ToArray();
        var faults = Directory.GetFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Relative(file).Contains("/obj/", StringComparison.Ordinal) && !Relative(file).Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(
                file => Usings(file).Where(
                    used => forbidden.Any(
                        name => used == name || used.StartsWith(name + ".", StringComparison.Ordinal))).Select(used => $"{Relative(file)} uses {used}"));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("src/Lintel.Core")]
    [InlineData("src/Lintel.Storage")]
    [InlineData("src/Lintel.Sqlite")]
    [InlineData("src/Lintel.Postgres")]
    [InlineData("src/Lintel.Redis")]
    public void Core_knows_no_web_framework(string project) =>
        Assert.Empty(XDocument.Load(Directory.GetFiles(Repository.PathOf(project), "*.csproj").Single()).Descendants("FrameworkReference"));

    private static string NamespaceOf(string project) =>
        project.StartsWith("src/", StringComparison.Ordinal) ? project["src/".Length..] : "Lintel." + project["apis/".Length..];

    private static IEnumerable<string> Usings(string file) =>
        Regex.Matches(
            File.ReadAllText(file),
            @"^using (static )?(?<name>[\w.]+);",
            RegexOptions.Multiline | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(2)).Select(match => match.Groups["name"].Value);

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    private static Dictionary<string, string[]> ReadLayers()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("eng", "layers.json")));
        return document.RootElement.EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.Array)
            .ToDictionary(member => member.Name, member => member.Value.EnumerateArray().Select(item => item.GetString()!).ToArray());
    }
}
