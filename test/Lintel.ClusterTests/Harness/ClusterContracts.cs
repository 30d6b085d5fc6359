namespace Lintel.ClusterTests.Harness;

/// <summary>
/// The contracts of the cluster: those of the reference APIs, with more policies for the tests, as wide as policies may be until an account has a limit of
/// its own.
/// </summary>
internal static class ClusterContracts
{
    /// <summary>The most that a policy may allow.</summary>
    public const int Wide = 10_000_000;

    private const string None = "headers: none";

    /// <summary>Writes the contracts that differ from the shipped ones into a folder.</summary>
    public static void Write(string folder)
    {
        // Beside `workspace`, the account's fixed minute: a rolling one, and one that admits nobody while Redis is lost.
        Add(folder, "pixel", $$"""
              - { name: rolling, per: account, allow: {{Wide}}, window: 1 minute, kind: rolling, {{None}} }
              - { name: strict, per: key, allow: {{Wide}}, window: 1 minute, whenLost: refuse, {{None}} }
            """);

        // Windows that a test can see the end of.
        Add(folder, "trackpilots", $$"""
              - { name: brief-fixed, per: key, allow: {{Wide}}, window: 5 seconds, {{None}} }
              - { name: brief-rolling, per: key, allow: {{Wide}}, window: 5 seconds, kind: rolling, {{None}} }
            """);

        var panel = Read("panel");
        const string Global = "{ name: global, per: key, allow: 300, window: 1 minute }";
        File.WriteAllText(FileOf(folder, "panel"), Replaced(panel, Global, Global.Replace(" }", ", whenLost: admit }", StringComparison.Ordinal)));
    }

    private static void Add(string folder, string api, string policies) =>
        File.WriteAllText(FileOf(folder, api), Replaced(Read(api), "\nlimits:\n", $"\nlimits:\n{policies}\n"));

    private static string Replaced(string text, string what, string by) => text.Contains(what, StringComparison.Ordinal)
        ? text.Replace(what, by, StringComparison.Ordinal)
        : throw new InvalidDataException($"The contract has no '{what}'.");

    private static string Read(string api)
    {
        var folder = Directory.GetDirectories(Repository.PathOf("apis")).Single(folder => File.Exists(FileOf(folder, api)));
        return File.ReadAllText(FileOf(folder, api));
    }

    private static string FileOf(string folder, string api) => Path.Combine(folder, api + ".yaml");
}
