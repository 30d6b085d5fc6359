using System.Globalization;

namespace Lintel.Bench.Growth;

/// <summary>What is measured, and for how long.</summary>
internal sealed record Settings
{
    public const string Usage = """
        usage: bench/growth [--quick] [--series A,B]
               bench/growth --postgres CONNECTION [--rows N]
               bench/growth --fill FOLDER [--rows N]

          --quick     fewer and smaller points, two rounds of one second: a rough answer
          --series    of keys, cells, policies, rows, apis, storage
          --postgres  only the request log, in an empty database of a PostgreSQL server; prints a table and writes no file
          --fill      only fills the request log of a folder that no process uses; bench/console calls it
          --rows      entries of the request log, 100 or more; 10,000,000 unless said, 500,000 with --quick

        The server runs on core 0, the load on core 1. All points of a series are started first and measured interleaved, each beside the smallest.
        """;

    public const string Storage = "storage";

    public required string Root { get; init; }

    public bool Quick { get; init; }

    public IReadOnlyList<string> Names { get; init; } = [.. Series.All.Select(one => one.Name), Storage];

    public int Rounds => Quick ? 2 : 5;

    public int Seconds => Quick ? 1 : 2;

    public int Restarts => Quick ? 1 : 3;

    /// <summary>The database that the request log is measured in; null for SQLite, beside the series.</summary>
    public string? Postgres { get; init; }

    /// <summary>The folder whose request log is filled; null for none.</summary>
    public string? Fill { get; init; }

    public long? Rows { get; init; }

    public long LogRows => Rows ?? (Quick ? 500_000 : 10_000_000);

    public string Output => Path.Combine(Root, "bench", "results", Quick ? "quick-growth.json" : "growth.json");

    public static bool TryParse(string[] args, out Settings settings, out string message)
    {
        settings = new Settings { Root = Directory.GetCurrentDirectory() };
        message = string.Empty;
        for (var i = 0; i < args.Length && message.Length == 0; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    message = Usage;
                    break;
                case "--quick":
                    settings = settings with { Quick = true };
                    break;
                case "--root" when i + 1 < args.Length:
                    settings = settings with { Root = args[++i] };
                    break;
                case "--postgres" when i + 1 < args.Length:
                    settings = settings with { Postgres = args[++i] };
                    break;
                case "--fill" when i + 1 < args.Length:
                    settings = settings with { Fill = args[++i] };
                    break;
                case "--rows" when i + 1 < args.Length && long.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var rows) && rows >= 100:
                    settings = settings with { Rows = rows };
                    i++;
                    break;
                case "--series" when i + 1 < args.Length && args[i + 1].Split(',') is var names && !names.Except(settings.Names).Any():
                    settings = settings with { Names = names };
                    i++;
                    break;
                default:
                    message = $"bench/growth: cannot read '{args[i]}'. See bench/growth --help.";
                    break;
            }
        }

        return message.Length == 0;
    }
}
