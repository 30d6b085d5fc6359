using System.Globalization;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using RazorSlices;

namespace Lintel.Console;

/// <summary>A part of a page.</summary>
internal abstract class ConsoleSlice<TModel> : RazorSlice<TModel>
{
    /// <summary>Shows a contract's prose, where `text` is code.</summary>
    protected static HtmlString Prose(string text) => PageProse.Of(text);

    /// <summary>A moment: absolute in UTC, which the script turns into the viewer's zone, and how long ago.</summary>
    protected static HtmlString Moment(DateTimeOffset at, DateTimeOffset now) =>
        new($"<time datetime=\"{Iso(at)}\" title=\"{Full(at)}\">{Full(at)}</time> <span class=\"ago\">{Relative.Of(at, now)}</span>");

    /// <summary>The time of day of a moment, with its date in the title.</summary>
    protected static HtmlString Clock(DateTimeOffset at) =>
        new($"<time datetime=\"{Iso(at)}\" title=\"{Full(at)}\" data-short>{at.UtcDateTime.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}</time>");

    /// <summary>The word for the color of a status.</summary>
    protected static string Kind(int status) => status < StatusCodes.Status400BadRequest ? "good" : StatusKind.Of(status).Name;

    /// <summary>The ids of the elements that describe a field: its hint and its fault. They are no part of its name.</summary>
    protected static string? Described(string field, bool hasHint, string? fault) => (hasHint, fault) switch
    {
        (false, null) => null,
        (true, null) => $"{field}-hint",
        (false, _) => $"{field}-fault",
        _ => $"{field}-hint {field}-fault",
    };

    /// <summary>The name of a member as words: <c>remainingRequests</c> is <c>remaining requests</c>.</summary>
    protected static string Words(string member) =>
        string.Concat(member.Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>A value that was compared, as people write it.</summary>
    protected static string Text(JsonNode? value) => value switch
    {
        null => "none",
        JsonArray { Count: 0 } => "none",
        JsonArray list => string.Join(", ", list.Select(Text)),
        JsonObject members => string.Join(", ", members.Select(member => $"{Words(member.Key)} {Text(member.Value)}")),
        JsonValue moment when moment.TryGetValue(out DateTimeOffset at) => Full(at),
        JsonValue text when text.TryGetValue(out string? plain) => plain,
        JsonValue truth when truth.TryGetValue(out bool isTrue) => isTrue ? "yes" : "no",
        _ => value.ToJsonString(),
    };

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Full(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
