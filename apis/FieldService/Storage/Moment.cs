using System.Globalization;

namespace Lintel.FieldService.Storage;

/// <summary>Moments as they are stored and sent: <c>2026-01-15T00:00:00Z</c>, always UTC and whole seconds, so that text order is time order.</summary>
internal static class Moment
{
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Text(DateTimeOffset? moment) => moment is { } value ? Text(value) : null;

    /// <summary>The first whole second that is not before a moment: an exclusive upper bound must not lose the second that it cuts.</summary>
    public static string? TextRoundedUp(DateTimeOffset? moment)
    {
        if (moment is not { } value)
        {
            return null;
        }

        var rest = value.UtcTicks % TimeSpan.TicksPerSecond;
        var isLastSecond = value.UtcTicks > DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerSecond;
        return Text(rest == 0 || isLastSecond ? value : value.AddTicks(TimeSpan.TicksPerSecond - rest));
    }
}
