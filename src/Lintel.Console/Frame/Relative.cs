using System.Globalization;

namespace Lintel.Console;

/// <summary>Distances in time in words.</summary>
internal static class Relative
{
    private static readonly (TimeSpan Unit, string Word)[] Units =
    [
        (TimeSpan.FromDays(1), "d"), (TimeSpan.FromHours(1), "h"), (TimeSpan.FromMinutes(1), "min"), (TimeSpan.FromSeconds(1), "s"),
    ];

    /// <summary>Says how far a moment is from now.</summary>
    public static string Of(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        foreach (var (unit, word) in Units)
        {
            if (distance >= unit)
            {
                var text = $"{Math.Floor(distance / unit).ToString(CultureInfo.InvariantCulture)} {word}";
                return at <= now ? $"{text} ago" : $"in {text}";
            }
        }

        return "now";
    }
}
