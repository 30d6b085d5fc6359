using System.Text.Json;
using Lintel.Cluster;

namespace Lintel.Postgres;

/// <summary>A row of the table <c>node</c>.</summary>
internal sealed class NodeRow
{
    public string Id { get; set; } = string.Empty;

    public string Version { get; set; } = string.Empty;

    public string Environment { get; set; } = string.Empty;

    public string Contracts { get; set; } = "{}";

    public string Engines { get; set; } = "{}";

    public string Pepper { get; set; } = string.Empty;

    public DateTime Started { get; set; }

    public long Applied { get; set; }

    public long Lag { get; set; }

    public DateTime LeaseUntil { get; set; }

    public bool Lives { get; set; }

    /// <summary>Writes contracts or engines as they are kept.</summary>
    public static string Write<T>(IReadOnlyDictionary<string, T> members) => JsonSerializer.Serialize(members);

    /// <summary>Reads contracts or engines.</summary>
    public static Dictionary<string, T> Read<T>(string text) => JsonSerializer.Deserialize<Dictionary<string, T>>(text) ?? [];

    /// <summary>Writes versions of the pepper as they are kept.</summary>
    public static string Write(IEnumerable<int> versions) => JsonSerializer.Serialize(versions);

    public NodeState ToState()
    {
        // A node whose lease has ended does not reach the database, or is no more. What it said of others is from before.
        var engines = Read<DateTimeOffset?>(Engines);
        engines[PostgresNodes.EngineName] = Lives ? null : new DateTimeOffset(LeaseUntil);
        return new NodeState(
            Id,
            new NodeDescription(Version, Environment, Read<string>(Contracts)) { PepperVersions = Pepper.Length == 0 ? [] : ReadVersions(Pepper) },
            new DateTimeOffset(Started),
            Applied,
            Lag,
            Lives ? new DateTimeOffset(LeaseUntil) : null,
            engines,
            DifferingContracts: []);
    }

    private static int[] ReadVersions(string text) => JsonSerializer.Deserialize<int[]>(text) ?? [];
}
