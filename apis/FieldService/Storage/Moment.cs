using Lintel.Shared;

namespace Lintel.FieldService.Storage;

/// <summary>Bounds of moments, which are stored and sent in whole seconds.</summary>
internal static class Moment
{
    /// <summary>The first whole second that is not before a moment: an exclusive upper bound must not lose the second that it cuts.</summary>
    public static string? TextRoundedUp(DateTimeOffset? moment)
    {
        if (moment is not { } value)
        {
            return null;
        }

        var rest = value.UtcTicks % TimeSpan.TicksPerSecond;
        var isLastSecond = value.UtcTicks > DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerSecond;
        return MomentText.Seconds(rest == 0 || isLastSecond ? value : value.AddTicks(TimeSpan.TicksPerSecond - rest));
    }
}
