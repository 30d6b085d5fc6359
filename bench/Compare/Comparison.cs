using Spectre.Console;

namespace Lintel.Bench.Compare;

/// <summary>Two measurements, one right after the other.</summary>
internal sealed record Pair(Measurement Lintel, Measurement Baseline);

/// <summary>Everything that was measured.</summary>
internal sealed record Results(IReadOnlyList<Pair> Pairs, IReadOnlyList<Measurement> All);

/// <summary>
/// Measures Lintel and its baselines interleaved: a machine that is slower for a minute is slower for both halves of a pair, so that ratios repeat where
/// times do not. Every generation starts all servers afresh, because two processes of one program differ too.
/// </summary>
internal sealed class Comparison(Settings settings)
{
    private const string Subject = "lintel";

    private readonly List<Pair> _pairs = [];
    private readonly List<Measurement> _all = [];

    public async Task<Results> RunAsync(CancellationToken cancellationToken)
    {
        await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var cases = Case.All.Where(one => settings.Cases.Contains(one.Name)).ToArray();
            var task = progress.AddTask("measuring", maxValue: settings.Generations * cases.Length * (settings.Rounds + 1));
            for (var generation = 0; generation < settings.Generations; generation++)
            {
                await RunGenerationAsync(cases, task, cancellationToken);
            }
        });
        return new Results(_pairs, _all);
    }

    private async Task RunGenerationAsync(Case[] cases, ProgressTask progress, CancellationToken cancellationToken)
    {
        var servers = new Dictionary<string, Server>(StringComparer.Ordinal);
        try
        {
            foreach (var variant in settings.Baselines.Prepend(Subject))
            {
                servers[variant] = await Server.StartAsync(variant, settings.Root, servers.GetValueOrDefault(Subject)?.Keys, cancellationToken);
            }

            foreach (var one in cases)
            {
                progress.Description = $"{one.Name}, warming up";
                await WarmUpAsync(servers, one, cancellationToken);
                progress.Increment(1);
                for (var round = 0; round < settings.Rounds; round++)
                {
                    progress.Description = $"{one.Name}, round {round + 1}";
                    await RunRoundAsync(servers, one, cancellationToken);
                    progress.Increment(1);
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

    private async Task WarmUpAsync(Dictionary<string, Server> servers, Case one, CancellationToken cancellationToken)
    {
        foreach (var server in servers.Values.Where(server => one.Suits(server.Variant)))
        {
            await Measurement.ProbeAsync(server, one, cancellationToken);
            await Measurement.TakeAsync(server, one, Math.Max(2, settings.Seconds), cancellationToken);
        }
    }

    /// <summary>Baseline, Lintel, baseline: each Lintel stands between two baselines and is the neighbour of both.</summary>
    private async Task RunRoundAsync(Dictionary<string, Server> servers, Case one, CancellationToken cancellationToken)
    {
        foreach (var two in settings.Baselines.Where(one.Suits).Chunk(2))
        {
            var before = await TakeAsync(servers[two[0]], one, cancellationToken);
            var subject = await TakeAsync(servers[Subject], one, cancellationToken);
            _pairs.Add(new Pair(subject, before));
            if (two.Length > 1)
            {
                _pairs.Add(new Pair(subject, await TakeAsync(servers[two[1]], one, cancellationToken)));
            }
        }

        foreach (var server in servers.Values.Where(server => one.Suits(server.Variant)))
        {
            await Measurement.ProbeAsync(server, one, cancellationToken);
        }
    }

    private async Task<Measurement> TakeAsync(Server server, Case one, CancellationToken cancellationToken)
    {
        var measurement = await Measurement.TakeAsync(server, one, settings.Seconds, cancellationToken);
        _all.Add(measurement);
        return measurement;
    }
}
