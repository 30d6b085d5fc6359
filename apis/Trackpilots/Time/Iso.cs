using System.Globalization;

namespace Lintel.Trackpilots.Time;

/// <summary>How moments and durations stand in replies.</summary>
internal static class Iso
{
    /// <summary>ISO 8601 in UTC with milliseconds.</summary>
    public static string Seconds(long moment) => Milliseconds(moment * 1000);

    /// <summary>ISO 8601 in UTC with milliseconds.</summary>
    public static string Milliseconds(long moment) =>
        DateTimeOffset.FromUnixTimeMilliseconds(moment).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A date as its midnight. It names the day on the wall clock and is no moment.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd'T00:00:00.000Z'", CultureInfo.InvariantCulture);

    /// <summary>Seconds since midnight as <c>HH:mm:ss</c>.</summary>
    public static string TimeOfDay(long seconds) => TimeSpan.FromSeconds(seconds).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
