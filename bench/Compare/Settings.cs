using System.Globalization;

namespace Lintel.Bench.Compare;

/// <summary>What is measured, and for how long.</summary>
internal sealed record Settings
{
    public const string Usage = """
        usage: bench/compare [--quick] [--cases A,B] [--baselines A,B] [--rounds N] [--generations N] [--seconds N]

          --quick            one generation of two rounds of one second: a rough answer
          --cases            of admitted, rotation, bad-key, missing-scope, over-limit, json-body
          --baselines        of raw, minimal, stack, stack-http-logging, nginx, fastify
          --generations N    how often all servers are started afresh; 3
          --rounds N         pairs in a generation for each case and baseline; 3
          --seconds N        of each measurement; 2

        Servers run on core 0, one at a time, the others stopped; the load runs on core 1. Before each case every server is warmed up until it gains no
        more, with both cores.
        """;

    // What was seen: a start with ten thousand keys, a warm-up of a fresh process and one of a warm process, and what a measurement takes beside its load.
    private const double StartSeconds = 1.5;
    private const double FirstWarmUpSeconds = 15;
    private const double WarmUpSeconds = 6;
    private const double SecondsBesideLoad = 0.8;

    public required string Root { get; init; }

    public IReadOnlyList<string> Cases { get; init; } = [.. Case.All.Select(one => one.Name)];

    public IReadOnlyList<string> Baselines { get; init; } = ["raw", "minimal", "stack", "stack-http-logging", "nginx", "fastify"];

    public int Generations { get; init; } = 3;

    public int Rounds { get; init; } = 3;

    public int Seconds { get; init; } = 2;

    public bool Quick { get; init; }

    public string Output => Path.Combine(Root, "bench", "results", Quick ? "quick.json" : "latest.json");

    /// <summary>About how long the run will take.</summary>
    public TimeSpan Expected
    {
        get
        {
            var servers = Baselines.Count + 1;
            var cases = Case.All.Where(one => Cases.Contains(one.Name)).ToArray();
            var measurements = cases.Sum(one => MeasurementsOfRound(Baselines.Count(one.Suits) + (one.IsRefusal ? 1 : 0)));
            var warmUps = FirstWarmUpSeconds + ((cases.Length - 1) * WarmUpSeconds);
            return TimeSpan.FromSeconds(Generations * ((servers * (StartSeconds + warmUps)) + (Rounds * measurements * (Seconds + SecondsBesideLoad))));
        }
    }

    public static bool TryParse(string[] args, out Settings settings, out string message)
    {
        settings = new Settings { Root = Directory.GetCurrentDirectory() };
        message = string.Empty;
        for (var i = 0; i < args.Length && message.Length == 0; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : string.Empty;
            switch (args[i])
            {
                case "--help" or "-h":
                    message = Usage;
                    break;
                case "--quick":
                    settings = settings with { Quick = true, Generations = 1, Rounds = 2, Seconds = 1 };
                    break;
                case "--root":
                    settings = settings with { Root = value };
                    i++;
                    break;
                case "--cases":
                    settings = settings with { Cases = value.Split(',') };
                    i++;
                    break;
                case "--baselines":
                    settings = settings with { Baselines = value.Split(',') };
                    i++;
                    break;
                case "--generations" or "--rounds" or "--seconds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number is > 0 and <= 1000:
                    settings = args[i] switch
                    {
                        "--generations" => settings with { Generations = number },
                        "--rounds" => settings with { Rounds = number },
                        _ => settings with { Seconds = number },
                    };
                    i++;
                    break;
                default:
                    message = $"bench/compare: cannot read '{args[i]}'. See bench/compare --help.";
                    break;
            }
        }

        message = message.Length > 0 ? message : settings.Fault();
        return message.Length == 0;
    }

    // Between every two baselines stands one measurement of Lintel.
    private static int MeasurementsOfRound(int opponents) => opponents + ((opponents + 1) / 2);

    private string Fault()
    {
        var known = new Settings { Root = Root };
        var unknown = Cases.Except(known.Cases).Concat(Baselines.Except(known.Baselines)).FirstOrDefault();
        return unknown is null ? string.Empty : $"bench/compare: '{unknown}' is neither a case nor a baseline. See bench/compare --help.";
    }
}
