using System.Globalization;

namespace Lintel.Panel;

/// <summary>Moments are stored as Unix milliseconds and shown as ISO 8601 in UTC, with milliseconds.</summary>
internal static class Moment
{
    public static string Show(long unixMilliseconds) => Show(DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds));

    public static string Show(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? Show(DateTimeOffset? moment) => moment is { } value ? Show(value) : null;

    public static long? Store(DateTimeOffset? moment) => moment?.ToUnixTimeMilliseconds();

    public static DateTimeOffset? Load(long? unixMilliseconds) => unixMilliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
