using System.Globalization;
using Lintel.Shared;

namespace Lintel.Trackpilots.Time;

/// <summary>How moments and durations stand in replies.</summary>
internal static class Iso
{
    /// <summary>A moment that is kept in seconds, shown with milliseconds as all are.</summary>
    public static string Seconds(long moment) => MomentText.Milliseconds(moment * 1000);

    /// <summary>A date as its midnight. It names the day on the wall clock and is no moment.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd'T00:00:00.000Z'", CultureInfo.InvariantCulture);

    /// <summary>Seconds since midnight as <c>HH:mm:ss</c>.</summary>
    public static string TimeOfDay(long seconds) => TimeSpan.FromSeconds(seconds).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
