using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>Contracts that tests read and break.</summary>
internal static class ContractSamples
{
    public static string Minimal { get; } = Text("minimal.yaml");

    public static string Complete { get; } = Text("complete.yaml");

    /// <summary>
    /// Every contract file of the repository, except those of applications with the packages (<c>samples/apps</c>, <c>test/packages</c>): their builds
    /// validate them, with the words that the applications add.
    /// </summary>
    public static IEnumerable<string> Files() =>
        from folder in new[] { "src", "apis", "samples", "test" }
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.yaml", SearchOption.AllDirectories)
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "packages" or "apps") && IsContract(file)
        orderby file
        select Path.GetRelativePath(Repository.Root, file);

    public static Contract Read(string text) => ContractReader.Read(text, "test.yaml");

    /// <summary>The minimal contract with a piece replaced by another.</summary>
    public static string Broken(string piece, string replacement) => Replace(Minimal, piece, replacement);

    public static string Replace(string text, string piece, string replacement)
    {
        Assert.Contains(piece, text, StringComparison.Ordinal);
        var place = text.IndexOf(piece, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, place), replacement, text.AsSpan(place + piece.Length));
    }

    private static bool IsContract(string file)
    {
        var lines = File.ReadAllLines(file);
        return lines.Any(line => line.StartsWith("api:", StringComparison.Ordinal)) && lines.Any(line => line.StartsWith("errors:", StringComparison.Ordinal));
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Repository.Root, "test/Lintel.Tests/Contracts/Samples", name));
}
