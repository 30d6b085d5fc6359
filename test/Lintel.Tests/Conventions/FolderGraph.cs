using System.Reflection;
using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>The folders of a project right below it, and which of them use which by the types in them.</summary>
internal sealed partial class FolderGraph
{
    /// <summary>The name of the project's own folder.</summary>
    public const string Root = "(root)";

    // Sorted, so that a cycle is told in the same words each time.
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _uses = new(StringComparer.Ordinal);

    /// <summary>Reads the graph of a project in <c>src/</c>: where a type stands from its sources, what it uses from its assembly.</summary>
    public static FolderGraph Of(string project)
    {
        var folder = Repository.PathOf("src", project);
        var places = FilesOf(folder).SelectMany(file => TypesIn(file).Select(type => (Type: type, Folder: FolderOf(folder, file))))
            .DistinctBy(place => place.Type)
            .ToDictionary(place => place.Type, place => place.Folder, StringComparer.Ordinal);
        var assembly = Assembly.Load(project);
        var graph = new FolderGraph();
        foreach (var (name, user) in places)
        {
            foreach (var used in TypeUses.Of(assembly.GetType(name, throwOnError: true)!).Where(used => used.Assembly == assembly))
            {
                if (places.TryGetValue(used.FullName!, out var below) && below != user)
                {
                    graph.Add(user, below, $"{ShortOf(name)} → {ShortOf(used.FullName!)}");
                }
            }
        }

        return graph;
    }

    /// <summary>The sources of a project.</summary>
    public static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin"));

    /// <summary>The folder right below a project that a file stands in.</summary>
    public static string FolderOf(string project, string file) =>
        Path.GetRelativePath(project, file).Split(Path.DirectorySeparatorChar) is [var first, _, ..] ? first : Root;

    public void Add(string user, string used, string types)
    {
        if (!_uses.TryGetValue(user, out var below))
        {
            _uses[user] = below = new(StringComparer.Ordinal);
        }

        if (!below.TryGetValue(used, out var all))
        {
            below[used] = all = new(StringComparer.Ordinal);
        }

        all.Add(types);
    }

    public bool Uses(string user, string used) => _uses.TryGetValue(user, out var below) && below.ContainsKey(used);

    /// <summary>Tells of a shortest cycle and the types that make it, a line for each step; null where there is none.</summary>
    public string? DescribeCycle() => _uses.Keys.Select(ShortestFrom).OfType<IReadOnlyList<string>>().MinBy(cycle => cycle.Count) is { } found
        ? string.Join(Environment.NewLine, found.Zip(found.Skip(1), (user, used) => $"{user} uses {used}: {string.Join(", ", _uses[user][used])}"))
        : null;

    /// <summary>The shortest way from a folder back to it; null where there is none.</summary>
    private IReadOnlyList<string>? ShortestFrom(string start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ways = new Queue<IReadOnlyList<string>>([[start]]);
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in _uses.TryGetValue(way[^1], out var below) ? below.Keys : Enumerable.Empty<string>())
            {
                if (next == start)
                {
                    return [.. way, next];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }

    private static IEnumerable<string> TypesIn(string file)
    {
        var text = File.ReadAllText(file);
        var space = Namespace().Match(text).Groups["name"].Value;
        return Declaration().Matches(text).Select(match => $"{space}.{match.Groups["name"].Value}{Arity(match.Groups["of"])}");
    }

    /// <summary>The end of a generic type's name, such as <c>`2</c>.</summary>
    private static string Arity(Group parameters) => parameters.Success ? $"`{parameters.Value.Count(c => c == ',') + 1}" : string.Empty;

    private static string ShortOf(string type) => type[(type.LastIndexOf('.') + 1)..].Split('`')[0];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Namespace();

    // Types of a file begin at the margin: namespaces have no braces here.
    [GeneratedRegex(
        @"^((public|internal|static|sealed|abstract|partial|readonly|ref|unsafe) )*"
            + @"((record (struct|class)|record|class|struct|interface|enum) |delegate [^(\n]+ (?=\w+[<(]))(?<name>\w+)(<(?<of>[^>\n]+)>)?",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        2000)]
    private static partial Regex Declaration();
}
