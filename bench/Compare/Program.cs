using Lintel.Bench.Compare;
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
    Console.WriteLine($"About {Math.Ceiling(settings.Expected.TotalMinutes)} minutes.");
    var results = await new Comparison(settings, new StepLog()).RunAsync(stop.Token);
    var report = Report.Of(settings, results);
    await ResultsFile.WriteAsync(settings.Output, report);
    AnsiConsole.Write(report.PairsTable());
    AnsiConsole.Write(report.VariantsTable());
    foreach (var warmUp in results.WarmUps.Where(warmUp => !warmUp.IsComplete))
    {
        Console.WriteLine($"Measured before it was warm: {warmUp.Case}, {warmUp}.");
    }

    Console.WriteLine($"Written to {settings.Output}.");
    return 0;
}
catch (MeasurementException exception)
{
    Console.Error.WriteLine($"bench/compare: {exception.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("bench/compare: stopped; nothing was written.");
    return 130;
}
