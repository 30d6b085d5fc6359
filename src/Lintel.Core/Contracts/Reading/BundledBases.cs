namespace Lintel.Contracts;

/// <summary>The contracts that come with Lintel for others to extend: formats that many APIs have.</summary>
internal static class BundledBases
{
    private const string Folder = "bases/";
    private const string Extension = ".yaml";

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BundledBases).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a base; null where there is none of that name.</summary>
    public static string? Find(string name)
    {
        using var stream = Names.Contains(name) ? typeof(BundledBases).Assembly.GetManifestResourceStream(Folder + name + Extension) : null;
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
