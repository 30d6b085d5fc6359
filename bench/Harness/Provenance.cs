using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lintel.Bench.Harness;

/// <summary>Where results come from.</summary>
internal static class Provenance
{
    public static string Machine { get; } =
        $"{Processor()}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {RuntimeInformation.OSDescription}";

    public static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string CommitOf(string root)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["-C", root, "describe", "--always", "--dirty"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var commit = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return commit;
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown processor";
}
