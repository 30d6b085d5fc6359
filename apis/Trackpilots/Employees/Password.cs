namespace Lintel.Trackpilots.Employees;

/// <summary>The rules for a password.</summary>
internal static class Password
{
    public const int MinimumLength = 8;
    public const int MaximumLength = 128;

    /// <summary>
    /// True if a text has a small letter, a capital letter, a digit and another character; letters and digits are those of ASCII, as in the
    /// reference.
    /// </summary>
    public static bool IsMixed(string text) =>
        text.AsSpan().ContainsAnyInRange('a', 'z')
        && text.AsSpan().ContainsAnyInRange('A', 'Z')
        && text.AsSpan().ContainsAnyInRange('0', '9')
        && text.Any(character => !char.IsAsciiLetterOrDigit(character));
}
