using System.Diagnostics;
using Lintel.Requests;
using Lintel.Telemetry;

namespace Lintel.AspNetCore;

/// <summary>Counts requests and the time that their guards took. Thread-safe; does nothing while nobody listens.</summary>
internal sealed class RequestMetrics(LintelMeter meter)
{
    private const int LowestStatus = 100;
    private const int Statuses = 500;

    // Boxed once: a tag's value is an object, and there is one for each request.
    private static readonly object[] BoxedStatuses = [.. Enumerable.Range(LowestStatus, Statuses).Select(status => (object)status)];
    private static readonly object True = true;

    /// <summary>true while somebody listens to either instrument; otherwise, false.</summary>
    public bool IsEnabled => meter.Requests.Enabled || meter.RequestDuration.Enabled;

    /// <summary>true while somebody listens to the time of single guards; otherwise, false.</summary>
    public bool MeasuresGuards => meter.GuardDuration.Enabled;

    /// <summary>Notes the time that a guard took.</summary>
    /// <param name="api">The API.</param>
    /// <param name="stage">The word of its stage.</param>
    /// <param name="isRefused">true if it refused the request.</param>
    /// <param name="ticks">The time in ticks of 100 ns.</param>
    public void RecordGuard(string api, string stage, bool isRefused, long ticks) => meter.GuardDuration.Record(
        (double)ticks / TimeSpan.TicksPerSecond,
        new TagList { { TelemetryTags.Api, api }, { TelemetryTags.Stage, stage }, { TelemetryTags.Decision, isRefused ? "refused" : "passed" } });

    /// <summary>Counts a request that has been answered.</summary>
    /// <param name="record">What the request log keeps of it.</param>
    /// <param name="guards">The time until the guards had admitted or refused it.</param>
    public void Record(in RequestRecord record, TimeSpan guards)
    {
        var tags = new TagList
        {
            { TelemetryTags.Api, record.Api },
            { TelemetryTags.Status, Box(record.Status) },
        };
        if (record.Operation is { } operation)
        {
            tags.Add(TelemetryTags.Operation, operation);
        }

        if (record.Code is { } code)
        {
            tags.Add(TelemetryTags.Code, code);
        }

        if (record.Refusal?.Condition is { } condition)
        {
            tags.Add(TelemetryTags.Condition, condition.Name);
        }

        if (record.IsShadow)
        {
            tags.Add(TelemetryTags.Shadow, True);
        }

        meter.Requests.Add(1, tags);
        meter.RequestDuration.Record(guards.TotalSeconds, tags);
    }

    private static object Box(int status) => status - LowestStatus is >= 0 and < Statuses and var index ? BoxedStatuses[index] : status;
}
