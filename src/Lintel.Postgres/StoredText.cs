using System.Buffers;
using System.Text;

namespace Lintel.Postgres;

/// <summary>
/// Texts of which nobody knows what is in them, as PostgreSQL can keep them: it refuses NUL, and text that is not Unicode. A NUL is kept as two characters and
/// comes back; half of a surrogate pair becomes U+FFFD, as it does in SQLite.
/// </summary>
internal static class StoredText
{
    private const char Escape = '\u0001';
    private const string EscapedNul = "\u00010";
    private const string EscapedEscape = "\u00011";

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\0\u0001");

    /// <summary>Returns a text as it is stored.</summary>
    public static string? Of(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var whole = text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
        return whole.AsSpan().ContainsAny(Escaped)
            ? whole.Replace("\u0001", EscapedEscape, StringComparison.Ordinal).Replace("\0", EscapedNul, StringComparison.Ordinal)
            : whole;
    }

    /// <summary>Returns the text of a stored one.</summary>
    public static string? Read(string? stored) => stored is null || !stored.Contains(Escape, StringComparison.Ordinal)
        ? stored
        : stored.Replace(EscapedNul, "\0", StringComparison.Ordinal).Replace(EscapedEscape, "\u0001", StringComparison.Ordinal);
}
