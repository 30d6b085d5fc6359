using System.Globalization;

namespace Lintel.Cluster;

/// <summary>Names of nodes: of the machine and the process for people, with a random end, because processes in containers often have the same number.</summary>
internal static class NodeName
{
    private const int RandomLength = 6;

    public static string OfThisProcess() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Base62.Random(RandomLength)}");
}
