using System.Globalization;

namespace Lintel.Contracts;

/// <summary>Reads lengths of time, such as <c>1 minute</c>.</summary>
internal static class DurationReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>A length of time that must be there, with its text.</summary>
    public static (TimeSpan Length, string Text) Need(MappingCursor cursor, string name)
    {
        var text = cursor.NeedMatching(name, Forms.Window, "a number and a unit, such as 1 minute, 30 seconds or 7 days");
        return (text.Length == 0 ? Shortest : Check(cursor, name, text), text);
    }

    private static TimeSpan Check(MappingCursor cursor, string name, string text)
    {
        var match = Forms.Window.Match(text);
        var unit = match.Groups["unit"].Value switch
        {
            "second" => TimeSpan.FromSeconds(1),
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        var length = unit * int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        if (length >= Shortest && length <= Longest)
        {
            return length;
        }

        cursor.Fault(name, $"`{name}` of {cursor.Subject} is {Quoting.Quote(text)}.", "Write 1 second to 31 days.");
        return Shortest;
    }
}
