namespace Lintel.Console;

/// <summary>A section of the console, as the navigation has it.</summary>
/// <param name="Name">The word in addresses; empty for the overview.</param>
/// <param name="Title">The word in the navigation.</param>
internal sealed record Section(string Name, string Title)
{
    public const string Requests = "requests";
    public const string Keys = "keys";
    public const string Accounts = "accounts";
    public const string Apis = "apis";
    public const string Audit = "audit";
    public const string Nodes = "nodes";
    public const string Decide = "decide";
    public const string Overview = "";

    /// <summary>All sections, in the order of the navigation.</summary>
    public static IReadOnlyList<Section> All { get; } =
    [
        new(Overview, "Overview"),
        new(Requests, "Requests"),
        new(Decide, "Decide"),
        new(Keys, "Keys"),
        new(Accounts, "Accounts"),
        new(Apis, "APIs"),
        new(Audit, "Audit"),
        new(Nodes, "Nodes"),
    ];
}
