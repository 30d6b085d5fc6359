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
        return (text.Length == 0 ? Shortest : Check(cursor, name, text, Longest), text);
    }

    /// <summary>A length of time that may be left out, from 1 second to a longest one.</summary>
    public static TimeSpan Read(MappingCursor cursor, string name, TimeSpan fallback, TimeSpan longest)
    {
        var text = cursor.Matching(name, Forms.Window, "a number and a unit, such as 1 minute, 30 seconds or 7 days", string.Empty);
        return text.Length == 0 ? fallback : Check(cursor, name, text, longest);
    }

    private static TimeSpan Check(MappingCursor cursor, string name, string text, TimeSpan longest)
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
        if (length >= Shortest && length <= longest)
        {
            return length;
        }

        cursor.Fault(name, $"`{name}` of {cursor.Subject} is {Quoting.Quote(text)}.", $"Write 1 second to {InWords(longest)}.");
        return Shortest;
    }

    private static string InWords(TimeSpan length) => length.TotalDays >= 1 ? $"{length.TotalDays} days" : $"{length.TotalMinutes} minutes";
}
