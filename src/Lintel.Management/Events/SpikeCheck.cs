using System.Text.Json.Nodes;
using Lintel.Events;
using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Management.Events;

/// <summary>Compares how often each error code was answered in the last whole hour with the same hour of the seven days before.</summary>
internal sealed class SpikeCheck(IRequestLogStore log, EventMarks marks)
{
    /// <summary>The fewest answers that are a spike.</summary>
    public const int Fewest = 50;

    /// <summary>The multiple of the average of the days before that makes a spike.</summary>
    public const int Times = 3;

    private const int Days = 7;
    private const int MostCodes = 200;

    public async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(-1);
        var present = await ReadAsync(hour, cancellationToken);
        if (!present.Any(row => row.Value >= Fewest))
        {
            return;
        }

        var before = new Dictionary<(string Api, string Code), long>();
        for (var day = 1; day <= Days; day++)
        {
            foreach (var (code, count) in await ReadAsync(hour.AddDays(-day), cancellationToken))
            {
                before[code] = before.GetValueOrDefault(code) + count;
            }
        }

        foreach (var (code, count) in present.Where(row => row.Value >= Fewest && row.Value * Days > Times * before.GetValueOrDefault(row.Key)))
        {
            await TellAsync(code, count, (double)before.GetValueOrDefault(code) / Days, hour, cancellationToken);
        }
    }

    private async Task<Dictionary<(string Api, string Code), long>> ReadAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var rows = await log.ReadUsageAsync(
            new UsageQuery
            {
                Grain = UsageGrain.Hour,
                Dimension = UsageDimension.Code,
                From = hour,
                To = hour.AddHours(1),
                IsByErrors = true,
                Limit = MostCodes,
            },
            cancellationToken);
        return rows.Where(row => row.Errors > 0).ToDictionary(row => (row.Api, row.Value), row => row.Errors);
    }

    private Task<bool> TellAsync((string Api, string Code) code, long count, double usual, DateTimeOffset hour, CancellationToken cancellationToken) =>
        marks.RaiseUnlessAsync(
            $"errors.spike/{code.Api}/{code.Code}",
            $"{hour:O}",
            hour.AddDays(2),
            new LintelEvent(
                EventTypes.ErrorsSpike,
                new JsonObject { ["api"] = code.Api, ["code"] = code.Code, ["from"] = hour, ["count"] = count, ["usual"] = Math.Round(usual, 1) }),
            cancellationToken);
}
