namespace Lintel.Console;

/// <summary>A section of the console, as the navigation has it.</summary>
/// <param name="Name">The word in addresses; empty for the overview.</param>
/// <param name="Title">The word in the navigation.</param>
/// <param name="Scope">The scope without which there is nothing to see in it; null for none.</param>
internal sealed record Section(string Name, string Title, string? Scope = null)
{
    public const string Requests = "requests";
    public const string Keys = "keys";
    public const string Accounts = "accounts";
    public const string Limits = "limits";
    public const string Apis = "apis";
    public const string Audit = "audit";
    public const string Webhooks = "webhooks";
    public const string Nodes = "nodes";
    public const string Decide = "decide";
    public const string Overview = "";

    private const string Reading = "requests:read";

    /// <summary>All sections, in the order of the navigation.</summary>
    public static IReadOnlyList<Section> All { get; } =
    [
        new(Overview, "Overview", Reading),
        new(Requests, "Requests", Reading),
        new(Decide, "Decide", "requests:decide"),
        new(Keys, "Keys", "keys:read"),
        new(Accounts, "Accounts", "accounts:read"),
        new(Limits, "Limits", "accounts:read"),
        new(Apis, "APIs", Reading),
        new(Webhooks, "Webhooks", "webhooks:read"),
        new(Audit, "Audit", "audit:read"),
        new(Nodes, "Nodes", Reading),
    ];
}
