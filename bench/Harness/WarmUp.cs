using System.Globalization;

namespace Lintel.Bench.Harness;

/// <summary>How a server became warm.</summary>
/// <param name="Variant">The server.</param>
/// <param name="Case">The requests.</param>
/// <param name="Seconds">Of load.</param>
/// <param name="First">Microseconds of processor time for a request in the first burst.</param>
/// <param name="Best">In the best burst.</param>
/// <param name="IsComplete">False where it still became faster at the end of the longest time.</param>
internal sealed record WarmUp(string Variant, string Case, int Seconds, double First, double Best, bool IsComplete)
{
    private const int LongestSeconds = 60;
    private const int BurstsWithoutGain = 3;
    private const double Gain = 0.03;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Variant} {Seconds} s ({First:0} to {Best:0} µs{(IsComplete ? string.Empty : ", NOT YET WARM")})");

    /// <summary>
    /// Sends bursts of one second until three in a row gained nothing: a runtime that compiles the busy parts again and again is measured when it is done.
    /// The runtime compiles when nothing new has run for a moment, so that after each burst the server is left alone until it is idle; and it may use both
    /// cores, since a compiler that waits for its turn on a busy one needs a minute for what takes seconds here. The process was started on one core and
    /// keeps what it derived from that.
    /// </summary>
    public static async Task<WarmUp> RunAsync(Server server, Case one, CancellationToken cancellationToken)
    {
        await Measurement.ProbeAsync(server, one, cancellationToken);
        server.Resume();
        server.AllowBothCores();
        try
        {
            return await SendBurstsAsync(server, one, cancellationToken);
        }
        finally
        {
            server.KeepToItsCore();
            server.Pause();
        }
    }

    private static async Task<WarmUp> SendBurstsAsync(Server server, Case one, CancellationToken cancellationToken)
    {
        var first = await SendBurstAsync(server, one, cancellationToken);
        var best = first;
        var seconds = 1;
        var withoutGain = 0;
        while (withoutGain < BurstsWithoutGain && seconds < LongestSeconds)
        {
            var next = await SendBurstAsync(server, one, cancellationToken);
            seconds++;
            withoutGain = next < best * (1 - Gain) ? 0 : withoutGain + 1;
            best = Math.Min(best, next);
        }

        return new WarmUp(server.Variant, one.Name, seconds, first, best, withoutGain >= BurstsWithoutGain);
    }

    private static async Task<double> SendBurstAsync(Server server, Case one, CancellationToken cancellationToken)
    {
        var before = server.CpuSeconds();
        var load = await Load.RunAsync(server, one, 1, cancellationToken);
        await server.SettleAsync(cancellationToken);

        // The first second of a fresh process may answer nothing at all.
        return (server.CpuSeconds() - before) * 1e6 / Math.Max(1, load.Requests);
    }
}
