using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>The forms of scalars.</summary>
internal static partial class LeafText
{
    private const int Unlimited = -1;
    private const int LongestMember = 256;

    /// <summary>A scalar as text: a text as it is, everything else as JSON.</summary>
    public static string Of(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    public static string OfStatus(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <summary>true if the value may be an error code: a word, or a whole number, and not the id of an occurrence.</summary>
    public static bool MayBeCode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Forms.Code.IsMatch(value.GetString()!) && !Guid.TryParse(value.GetString(), out _),
        JsonValueKind.Number => Forms.NumberCode.IsMatch(value.GetRawText()),
        _ => false,
    };

    /// <summary>true if the text is short and of printable characters, so that a contract can hold it.</summary>
    public static bool IsClean(string text) =>
        text.Length is > 0 and <= LongestMember && SourceText.IsClean(text) && text.Trim().Length == text.Length;

    /// <summary>true if the text is words for people, not an address, a path or a time.</summary>
    public static bool IsSentence(string text) =>
        IsClean(text) && text.Any(char.IsLetter) && !text.StartsWith('/') && !text.Contains("://", StringComparison.Ordinal) && !IsTime(text)
            && !IsGenerated(text);

    /// <summary>true if the text looks like a generated id.</summary>
    public static bool IsGenerated(string text) => GeneratedId().IsMatch(text);

    public static bool IsTime(string text) => Time().IsMatch(text);

    public static bool IsTraceId(string text) => TraceId().IsMatch(text);

    [GeneratedRegex(
        @"\A(?:[A-Za-z]{1,12}[_-])?(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[A-Za-z]*[0-9])[0-9A-Za-z]{12,40})\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        Unlimited)]
    private static partial Regex GeneratedId();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})\z",
        RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex Time();

    [GeneratedRegex(@"\A(?!0{32}\z)[0-9a-f]{32}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex TraceId();
}
