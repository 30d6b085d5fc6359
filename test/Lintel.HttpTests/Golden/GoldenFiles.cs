using Lintel.Tests;

namespace Lintel.HttpTests.Golden;

/// <summary>Where the recorded exchanges are.</summary>
internal static class GoldenFiles
{
    public static string Folder { get; } = Repository.PathOf("test", "golden");

    public static IEnumerable<string> All => Directory.GetFiles(Folder, "*.http", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
