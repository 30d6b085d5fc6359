namespace Lintel.HttpTests.Golden;

/// <summary>Where the recorded exchanges are.</summary>
internal static class GoldenFiles
{
    /// <summary>The repository that the tests were built from.</summary>
    public static string Repository { get; } = Find();

    public static string Folder { get; } = Path.Combine(Repository, "test", "golden");

    public static IEnumerable<string> All => Directory.GetFiles(Folder, "*.http", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lintel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
