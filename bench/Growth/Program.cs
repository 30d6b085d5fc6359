using Lintel.Bench.Growth;
using Spectre.Console;

if (!Settings.TryParse(args, out var settings, out var message))
{
    (message.StartsWith("usage", StringComparison.Ordinal) ? Console.Out : Console.Error).WriteLine(message);
    return message.StartsWith("usage", StringComparison.Ordinal) ? 0 : 64;
}

if (Console.IsOutputRedirected)
{
    // A file has no width; the tables' columns should not be broken for it.
    AnsiConsole.Profile.Width = 160;
}

using var stop = new StopSignal();
try
{
    if (settings.Fill is { } filled)
    {
        await new LogFill(settings.LogRows, TimeProvider.System.GetUtcNow()).RunAsync(filled, stop.Token);
        return 0;
    }

    if (settings.Postgres is { } postgres)
    {
        var engine = LogEngine.Postgres(postgres);
        AnsiConsole.Write((await new StorageRun(settings, engine, new StepLog()).RunAsync(stop.Token)).Table(engine.Name));
        return 0;
    }

    Console.WriteLine(settings.Quick ? "About 5 minutes." : "About 20 minutes.");
    var report = await MeasureAsync(settings, new StepLog(), stop.Token);
    await ResultsFile.WriteAsync(settings.Output, report);
    Console.WriteLine($"Written to {settings.Output}.");
    return 0;
}
catch (MeasurementException exception)
{
    Console.Error.WriteLine($"bench/growth: {exception.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("bench/growth: stopped; nothing was written.");
    return 130;
}

static async Task<Report> MeasureAsync(Settings settings, StepLog steps, CancellationToken cancellationToken)
{
    var reports = new List<SeriesReport>();
    foreach (var series in Series.All.Where(series => settings.Names.Contains(series.Name)))
    {
        await using var run = new SeriesRun(series, settings, steps);
        reports.Add(await run.RunAsync(cancellationToken));
        AnsiConsole.Write(reports[^1].Table());
    }

    StorageReport? storage = null;
    if (settings.Names.Contains(Settings.Storage))
    {
        var folder = Directory.CreateTempSubdirectory("lintel-bench-");
        try
        {
            var engine = LogEngine.Sqlite(folder.FullName);
            storage = await new StorageRun(settings, engine, steps).RunAsync(cancellationToken);
            AnsiConsole.Write(storage.Table(engine.Name));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    return new Report(Provenance.Machine, Provenance.CommitOf(settings.Root), Provenance.Today, reports, storage);
}
