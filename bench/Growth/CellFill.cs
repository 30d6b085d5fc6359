namespace Lintel.Bench.Growth;

/// <summary>Lets callers through the limiter, each at least once, so that each has its cell.</summary>
internal static class CellFill
{
    // More than a server answers in a second, so that none comes twice; wrk keeps a text for each.
    private const int CallersOfBurst = 100_000;

    public static async Task RunAsync(Server server, int callers, CancellationToken cancellationToken)
    {
        server.Resume();
        server.AllowBothCores();
        for (var seen = 0; seen < callers;)
        {
            var burst = new Callers(seen, 1, Math.Min(CallersOfBurst, callers - seen));
            var load = await Load.RunAsync(server, Case.Admitted with { Callers = burst }, 1, cancellationToken);
            seen += (int)Math.Min(load.Requests, burst.Count);
        }

        server.KeepToItsCore();
        server.Pause();
    }
}
