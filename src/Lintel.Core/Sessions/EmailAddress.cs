using System.Buffers;

namespace Lintel.Sessions;

/// <summary>Email addresses: their form, and when two are the same.</summary>
internal static class EmailAddress
{
    private const int LongestLocalPart = 64;

    private static readonly SearchValues<char> NotOfAtoms = SearchValues.Create(" @<>(),;:\"\\[]");

    /// <summary>The longest address, in characters.</summary>
    public const int MaximumLength = 254;

    /// <summary>Makes the form in which addresses are stored and compared: as <see cref="TryClean"/> makes it, in lower case.</summary>
    /// <param name="text">An address as somebody wrote it.</param>
    /// <param name="address">The stored form; empty where there is none.</param>
    /// <returns>False where the text is no email address.</returns>
    public static bool TryNormalize(string text, out string address)
    {
        var isAddress = TryClean(text, out address);
        address = LoginName.Fold(address);
        return isAddress;
    }

    /// <summary>
    /// Makes the form in which addresses are shown: normalized (NFC) and trimmed, the domain in its A-label form. Whether an address receives mail only a
    /// message can tell.
    /// </summary>
    /// <param name="text">An address as somebody wrote it, such as <c>Zoë@Bücher.example</c>.</param>
    /// <param name="address">The shown form, such as <c>Zoë@xn--bcher-kva.example</c>; empty where there is none.</param>
    /// <returns>False where the text is no email address.</returns>
    public static bool TryClean(string text, out string address)
    {
        address = string.Empty;
        if (!LoginName.TryClean(text, out var name))
        {
            return false;
        }

        var at = name.LastIndexOf('@');
        if (at is < 1 or > LongestLocalPart
            || !IsLocalPart(name.AsSpan(0, at))
            || !DomainName.TryNormalize(name[(at + 1)..], out _)
            || name.Length > MaximumLength)
        {
            return false;
        }

        address = name;
        return true;
    }

    /// <summary>A dot-atom (RFC 5322 section 3.2.3), with letters of any script (RFC 6532).</summary>
    private static bool IsLocalPart(ReadOnlySpan<char> text) =>
        text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal) && !text.ContainsAny(NotOfAtoms);
}
