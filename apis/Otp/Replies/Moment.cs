using System.Globalization;

namespace Lintel.Otp;

/// <summary>Moments are stored as Unix milliseconds and shown as ISO 8601 in UTC, to the second.</summary>
internal static class Moment
{
    public static string Show(long unixMilliseconds) => Show(DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds));

    public static string Show(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? ShowOrNull(long? unixMilliseconds) => unixMilliseconds is { } value ? Show(value) : null;
}
