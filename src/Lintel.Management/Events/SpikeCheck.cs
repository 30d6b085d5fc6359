using System.Text.Json.Nodes;
using Lintel.Events;
using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Management.Events;

/// <summary>
/// Compares how often each error code was answered in the last whole hour with the same hour of those of the seven days before in which the API was called
/// then. Where these are fewer than three, nothing is known to be usual.
/// </summary>
internal sealed class SpikeCheck(IRequestLogStore log, EventMarks marks)
{
    /// <summary>The fewest answers that are a spike.</summary>
    public const int Fewest = 50;

    /// <summary>The multiple of the average of the days before that makes a spike.</summary>
    public const int Times = 3;

    /// <summary>The fewest days whose average is usual.</summary>
    public const int FewestDays = 3;

    private const int Days = 7;
    private const int MostCodes = 200;

    private DateTimeOffset _looked;

    /// <summary>Looks at the last whole hour, once.</summary>
    public async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(-1);
        if (hour == _looked)
        {
            return;
        }

        var present = (await ReadAsync(hour, cancellationToken)).Where(row => row.Errors >= Fewest).ToList();
        if (present.Count > 0)
        {
            await CompareAsync(present, hour, cancellationToken);
        }

        _looked = hour;
    }

    private async Task CompareAsync(List<UsageRow> present, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var before = new List<IReadOnlyList<UsageRow>>();
        for (var day = 1; day <= Days; day++)
        {
            before.Add(await ReadAsync(hour.AddDays(-day), cancellationToken));
        }

        foreach (var row in present)
        {
            var days = before.Count(rows => rows.Any(other => other.Api == row.Api));
            var usual = before.Sum(rows => rows.Where(other => other.Api == row.Api && other.Value == row.Value).Sum(other => other.Errors)) / (double)days;
            if (days >= FewestDays && row.Errors > Times * usual)
            {
                await TellAsync((row.Api, row.Value), row.Errors, usual, hour, cancellationToken);
            }
        }
    }

    private ValueTask<IReadOnlyList<UsageRow>> ReadAsync(DateTimeOffset hour, CancellationToken cancellationToken) => log.ReadUsageAsync(
        new UsageQuery { Grain = UsageGrain.Hour, Dimension = UsageDimension.Code, From = hour, To = hour.AddHours(1), Limit = MostCodes },
        cancellationToken);

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
