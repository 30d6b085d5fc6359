namespace Lintel.Bench.Compare;

/// <summary>Two measurements, one right after the other.</summary>
/// <param name="Lintel">The one.</param>
/// <param name="Baseline">The other.</param>
/// <param name="Name">What the baseline is called: the variant, or Lintel's own admitted answer.</param>
internal sealed record Pair(Measurement Lintel, Measurement Baseline, string Name);

/// <summary>Everything that was measured.</summary>
internal sealed record Results(IReadOnlyList<Pair> Pairs, IReadOnlyList<Measurement> All, IReadOnlyList<WarmUp> WarmUps);

/// <summary>
/// Measures Lintel and its baselines interleaved: a machine that is slower for a minute is slower for both halves of a pair, so that ratios repeat where
/// times do not. Every generation starts all servers afresh, because two processes of one program differ too.
/// </summary>
internal sealed class Comparison(Settings settings, StepLog steps)
{
    private const string Subject = "lintel";
    private const string OwnAdmitted = "lintel-admitted";

    private const int MostSpoiled = 2;

    private readonly List<Pair> _pairs = [];
    private readonly List<Measurement> _all = [];
    private readonly List<WarmUp> _warmUps = [];
    private int _spoiled;

    public async Task<Results> RunAsync(CancellationToken cancellationToken)
    {
        for (var generation = 1; generation <= settings.Generations; generation++)
        {
            while (!await TryRunGenerationAsync($"{generation} of {settings.Generations}", cancellationToken))
            {
                steps.Say("  begun again");
            }
        }

        return new Results(_pairs, _all, _warmUps);
    }

    /// <summary>A server that dies spoils its generation and not the run: what was measured by then is dropped.</summary>
    private async Task<bool> TryRunGenerationAsync(string generation, CancellationToken cancellationToken)
    {
        var (pairs, all, warmUps) = (_pairs.Count, _all.Count, _warmUps.Count);
        try
        {
            await RunGenerationAsync(generation, cancellationToken);
            return true;
        }
        catch (MeasurementException exception) when (++_spoiled <= MostSpoiled)
        {
            steps.Say($"generation {generation} is spoiled: {exception.Message}");
            _pairs.RemoveRange(pairs, _pairs.Count - pairs);
            _all.RemoveRange(all, _all.Count - all);
            _warmUps.RemoveRange(warmUps, _warmUps.Count - warmUps);
            return false;
        }
    }

    private async Task RunGenerationAsync(string generation, CancellationToken cancellationToken)
    {
        var servers = new Dictionary<string, Server>(StringComparer.Ordinal);
        try
        {
            steps.Say($"generation {generation}: starting");
            foreach (var variant in settings.Baselines.Prepend(Subject))
            {
                servers[variant] = await Server.StartAsync(variant, settings.Root, servers.GetValueOrDefault(Subject)?.Keys, cancellationToken);
            }

            foreach (var one in Case.All.Where(one => settings.Cases.Contains(one.Name)))
            {
                steps.Say($"generation {generation}, {one.Name}: warming up");
                steps.Say($"  {string.Join(", ", await WarmUpAsync(servers, one, cancellationToken))}");
                steps.Say($"generation {generation}, {one.Name}: {settings.Rounds} rounds");
                for (var round = 0; round < settings.Rounds; round++)
                {
                    await RunRoundAsync(servers, one, cancellationToken);
                }
            }
        }
        finally
        {
            foreach (var server in servers.Values)
            {
                await server.DisposeAsync();
            }
        }
    }

    private async Task<IReadOnlyList<WarmUp>> WarmUpAsync(Dictionary<string, Server> servers, Case one, CancellationToken cancellationToken)
    {
        var warmUps = new List<WarmUp>();
        foreach (var server in servers.Values.Where(server => one.Suits(server.Variant)))
        {
            warmUps.Add(await WarmUp.RunAsync(server, one, cancellationToken));
        }

        // Refusals are compared with it, whether or not it is a case of this run.
        if (one.IsRefusal && !settings.Cases.Contains(Case.Admitted.Name))
        {
            warmUps.Add(await WarmUp.RunAsync(servers[Subject], Case.Admitted, cancellationToken));
        }

        _warmUps.AddRange(warmUps);
        return warmUps;
    }

    /// <summary>Baseline, Lintel, baseline: each Lintel stands between two baselines and is the neighbour of both.</summary>
    private async Task RunRoundAsync(Dictionary<string, Server> servers, Case one, CancellationToken cancellationToken)
    {
        foreach (var two in Opponents(servers, one).Chunk(2))
        {
            var before = await TakeAsync(two[0], cancellationToken);
            var subject = await TakeAsync(new Opponent(Subject, servers[Subject], one), cancellationToken);
            _pairs.Add(new Pair(subject, before, two[0].Name));
            if (two.Length > 1)
            {
                _pairs.Add(new Pair(subject, await TakeAsync(two[1], cancellationToken), two[1].Name));
            }
        }

        foreach (var server in servers.Values.Where(server => one.Suits(server.Variant)))
        {
            await Measurement.ProbeAsync(server, one, cancellationToken);
        }
    }

    /// <summary>The baselines, and for a refusal also Lintel's own admitted answer, which it must not be dearer than.</summary>
    private IEnumerable<Opponent> Opponents(Dictionary<string, Server> servers, Case one)
    {
        var baselines = settings.Baselines.Where(one.Suits).Select(name => new Opponent(name, servers[name], one));
        return one.IsRefusal ? baselines.Append(new Opponent(OwnAdmitted, servers[Subject], Case.Admitted)) : baselines;
    }

    private async Task<Measurement> TakeAsync(Opponent opponent, CancellationToken cancellationToken)
    {
        var measurement = await Measurement.TakeAsync(opponent.Server, opponent.Case, settings.Seconds, steps, cancellationToken);
        _all.Add(measurement);
        return measurement;
    }

    private sealed record Opponent(string Name, Server Server, Case Case);
}
