using System.Globalization;
using System.Text;

namespace Lintel.Sessions;

/// <summary>
/// The names that people sign in with, and when two are the same. The framework's own normalization and letter case depend on whether the application
/// runs with <c>InvariantGlobalization</c>; what this makes does not.
/// </summary>
public static class LoginName
{
    /// <summary>The form of a name, to follow "must be".</summary>
    public const string Expected = "a name without control, zero-width or direction characters";

    // Marks that are invisible and are not of a category of their own: joiners, fillers and variation selectors.
    private const string Invisible = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0";

    /// <summary>Makes the form in which a name is stored and compared: as <see cref="TryClean"/> makes it, in lower case.</summary>
    /// <param name="text">A name as somebody wrote it.</param>
    /// <param name="name">The stored form; empty where there is none.</param>
    /// <returns>False where the name has characters that no name may have, or nothing is left of it.</returns>
    public static bool TryNormalize(string text, out string name)
    {
        if (!TryClean(text, out name))
        {
            return false;
        }

        name = Fold(name);
        return true;
    }

    /// <summary>Makes the form in which a name is shown: normalized (NFC) and trimmed; of an email address the domain in its A-label form.</summary>
    /// <param name="text">A name as somebody wrote it.</param>
    /// <param name="name">The shown form; empty where there is none.</param>
    /// <returns>False where the name has characters that no name may have, or nothing is left of it.</returns>
    public static bool TryClean(string text, out string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = string.Empty;
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || !IsVisible(trimmed))
        {
            return false;
        }

        name = UnicodeForms.ToNfc(trimmed);
        var at = name.LastIndexOf('@');
        if (at > 0 && DomainName.TryNormalize(WithPlainDots(name[(at + 1)..]), out var domain))
        {
            name = string.Concat(name.AsSpan(0, at + 1), domain);
        }

        return true;
    }

    /// <summary>Other writings of the dot (RFC 3490 section 3.1), and the root's dot at the end, name the same domain.</summary>
    private static string WithPlainDots(string domain)
    {
        var plain = domain.Replace('\u3002', '.').Replace('\uff0e', '.').Replace('\uff61', '.');
        return plain.EndsWith('.') ? plain[..^1] : plain;
    }

    /// <summary>Makes the stored form of a name that is looked for; a name that nobody can have stays as it is.</summary>
    public static string Normalize(string text) => TryNormalize(text, out var name) ? name : text;

    /// <summary>
    /// NFC and lower case. Upper case first, because several small letters have one capital letter, such as σ and ς. The dotted capital I, which the
    /// framework leaves as it is, becomes what Unicode's case folding makes of it: i with a dot above.
    /// </summary>
    internal static string Fold(string text) =>
        UnicodeForms.ToNfc(UnicodeForms.ToNfc(text).ToUpperInvariant().ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal));

    /// <summary>Tells whether a name is an email address.</summary>
    /// <param name="text">A name as somebody wrote it.</param>
    /// <returns>true if it has the form of one; otherwise, false. Whether it receives mail only a message can tell.</returns>
    public static bool IsEmailAddress(string text) => EmailAddress.TryClean(text, out _);

    internal static bool IsVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair is enumerated as the replacement character.
            if (rune == Rune.ReplacementChar || !IsVisible(rune))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVisible(Rune rune) => !(rune.IsBmp && Invisible.Contains((char)rune.Value)) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => rune.Value is not ((>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)),
    };
}
