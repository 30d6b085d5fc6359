namespace Lintel.Panel;

/// <summary>Moments as they are stored: in Unix milliseconds.</summary>
internal static class Moment
{
    public static long? Store(DateTimeOffset? moment) => moment?.ToUnixTimeMilliseconds();

    public static DateTimeOffset? Load(long? unixMilliseconds) => unixMilliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
