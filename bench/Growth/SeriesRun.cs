namespace Lintel.Bench.Growth;

/// <summary>
/// Measures the points of a series: every measurement of a larger one stands beside one of the smallest, so that their ratio bears a busy machine.
/// </summary>
internal sealed class SeriesRun(Series series, Settings settings, StepLog steps) : IAsyncDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);

    private readonly List<Point> _points = [];

    public async Task<SeriesReport> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var value in settings.Quick ? series.QuickValues : series.Values)
        {
            steps.Say($"{series.Name} {value}: starting");
            var server = await Server.StartFilledAsync($"lintel:{series.Scale(value)}", settings.Root, cancellationToken);
            var point = new Point(value, server, series.Case(value));
            _points.Add(point);
            await PrepareAsync(point, cancellationToken);
        }

        steps.Say($"{series.Name}: {settings.Rounds} rounds");
        for (var round = 0; round < settings.Rounds; round++)
        {
            await RunRoundAsync(cancellationToken);
        }

        await RestartAsync(cancellationToken);
        return new SeriesReport(series.Name, [.. _points.Select(PointReport.Of)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var point in _points)
        {
            await point.Server.DisposeAsync();
        }
    }

    private async Task PrepareAsync(Point point, CancellationToken cancellationToken)
    {
        if (series.HasCells)
        {
            await CellFill.RunAsync(point.Server, point.Value, cancellationToken);
        }

        point.WarmUp = await WarmUp.RunAsync(point.Server, point.Case, cancellationToken);
        steps.Say($"  {point.WarmUp}");
        if (series.HasCells)
        {
            point.IdleCores = await MeasureIdleAsync(point.Server, cancellationToken);
        }
    }

    /// <summary>What a server costs that nobody asks anything, in cores.</summary>
    private static async Task<double> MeasureIdleAsync(Server server, CancellationToken cancellationToken)
    {
        server.Resume();
        await server.SettleAsync(cancellationToken);
        var before = server.CpuSeconds();
        await Task.Delay(IdleTime, TimeProvider.System, cancellationToken);
        var idle = (server.CpuSeconds() - before) / IdleTime.TotalSeconds;
        server.Pause();
        return idle;
    }

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        foreach (var two in _points.Skip(1).Chunk(2))
        {
            var before = await TakeAsync(two[0], cancellationToken);
            var smallest = await TakeAsync(_points[0], cancellationToken);
            two[0].Pairs.Add((before, smallest));
            if (two.Length > 1)
            {
                two[1].Pairs.Add((await TakeAsync(two[1], cancellationToken), smallest));
            }
        }
    }

    private async Task<Measurement> TakeAsync(Point point, CancellationToken cancellationToken)
    {
        var measurement = await Measurement.TakeAsync(point.Server, point.Case, settings.Seconds, steps, cancellationToken);
        point.Measurements.Add(measurement);
        return measurement;
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        steps.Say($"{series.Name}: {settings.Restarts} restarts each");
        for (var restart = 0; restart < settings.Restarts; restart++)
        {
            foreach (var point in _points)
            {
                point.Ready.Add((await point.Server.RestartAsync(cancellationToken)).TotalMilliseconds);
            }
        }
    }
}

/// <summary>A server of a series and what was measured of it.</summary>
internal sealed class Point(int value, Server server, Case one)
{
    public int Value => value;

    public Server Server => server;

    public Case Case => one;

    public WarmUp? WarmUp { get; set; }

    public double? IdleCores { get; set; }

    public List<Measurement> Measurements { get; } = [];

    public List<(Measurement Larger, Measurement Smallest)> Pairs { get; } = [];

    public List<double> Ready { get; } = [];
}
