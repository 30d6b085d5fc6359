using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Lintel.Telemetry;

/// <summary>
/// The time of works on databases, on a meter <c>Lintel</c> of the process: databases are opened before an application has a container, and may belong to
/// several. Thread-safe.
/// </summary>
internal static class StoreMeter
{
    private static readonly Meter Meter = new(LintelMeter.Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "lintel.store.duration",
        "s",
        "Time of works on a database, the wait for a connection or the writer included; those that the database failed have an error.type.",
        tags: null,
        LintelMeter.Seconds);

    /// <summary>true while somebody listens; otherwise, false.</summary>
    public static bool IsEnabled => Duration.Enabled;

    /// <summary>Makes sure that the instrument is there, for listeners that list what there is.</summary>
    public static void Publish() => _ = Duration;

    /// <summary>Measures a work.</summary>
    /// <param name="store">The name of the database.</param>
    /// <param name="operation"><c>read</c> or <c>write</c>.</param>
    /// <param name="work">The work, which has begun.</param>
    public static async Task<T> MeasureAsync<T>(string store, string operation, Func<Task<T>> work)
    {
        var began = Stopwatch.GetTimestamp();
        var tags = new TagList { { TelemetryTags.StoreName, store }, { TelemetryTags.StoreOperation, operation } };
        try
        {
            return await work();
        }
        catch (StoreUnavailableException exception)
        {
            // Not what the work itself has thrown: that is no failure of the database.
            tags.Add(TelemetryTags.ErrorType, exception.GetType().FullName);
            throw;
        }
        finally
        {
            Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        }
    }
}
