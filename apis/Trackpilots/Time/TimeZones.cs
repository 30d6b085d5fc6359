using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Time;

/// <summary>Time zones by their IANA names, from the system's database.</summary>
internal static partial class TimeZones
{
    /// <summary>What to do where the system has no time zone database; for logs.</summary>
    public const string Missing =
        "The system has no time zone database, so that no IANA time zone but UTC can be used. Install the package tzdata, or let TZDIR name the folder.";

    /// <summary>Whether the system has a time zone database.</summary>
    public static bool AreThere { get; } = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Oslo", out _);

    /// <summary>Finds a zone by its name, which is compared exactly.</summary>
    /// <exception cref="ApiException">The system has no time zone database: that is the server's fault and not the caller's.</exception>
    public static bool TryFind(string name, [NotNullWhen(true)] out LocalClock? clock)
    {
        clock = null;
        if (name is "UTC")
        {
            clock = new LocalClock(TimeZoneInfo.Utc);
        }
        else if (Name().IsMatch(name))
        {
            if (!AreThere)
            {
                throw new ApiException(Refusal.For(Condition.ServerError).BecauseOf(Missing));
            }

            // The lookup reads the file of that name, so the pattern above keeps out paths that lead elsewhere.
            if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            {
                clock = new LocalClock(zone);
            }
        }

        return clock is not null;
    }

    // Beside the zones proper the database's folder holds two copies of itself, one with leap seconds, and helper files in small letters.
    [GeneratedRegex(
        @"^(?!posix/|right/)[A-Z][A-Za-z0-9_+-]{0,31}(/[A-Za-z][A-Za-z0-9_+-]{0,31}){0,2}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex Name();
}
