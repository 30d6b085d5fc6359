using Lintel.Host.Startup;

namespace Lintel.Host.Infer;

/// <summary>Holds recordings to one API: responses of several have no envelope in common.</summary>
internal static class RecordedHosts
{
    private const int MostNamed = 10;

    /// <summary>The exchanges with hosts; all of them where none is named.</summary>
    /// <param name="exchanges">The exchanges.</param>
    /// <param name="hosts">The names of the hosts.</param>
    public static IReadOnlyList<Exchange> Of(IReadOnlyList<Exchange> exchanges, IReadOnlyList<string> hosts) => hosts.Count == 0
        ? exchanges
        : [.. exchanges.Where(exchange => exchange.Request?.Host is { } host && hosts.Contains(host, StringComparer.OrdinalIgnoreCase))];

    /// <summary>Refuses errors of several hosts of which none was chosen.</summary>
    /// <param name="samples">The errors.</param>
    /// <param name="hosts">The hosts that were chosen.</param>
    /// <exception cref="StartupException">There are several hosts.</exception>
    public static void CheckOne(IReadOnlyList<Sample> samples, IReadOnlyList<string> hosts)
    {
        var recorded = samples.Select(sample => sample.Exchange.Request?.Host).OfType<string>()
            .GroupBy(host => host, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(same => same.Count())
            .ToArray();
        if (hosts.Count > 0 || recorded.Length < 2)
        {
            return;
        }

        var names = string.Join(", ", recorded.Take(MostNamed).Select(same => $"{Clean(same.Key)} ({same.Count()})"));
        throw new StartupException(
            ExitCode.Contract,
            $"The errors are of {recorded.Length} hosts: {names}{(recorded.Length > MostNamed ? ", …" : string.Empty)}. A contract is for one API: name its host "
            + $"with --host {Clean(recorded[0].Key)}, and each host where it has several.");
    }

    private static string Clean(string host) => string.Concat(host.Select(character => char.IsControl(character) ? ' ' : character));
}
