namespace Lintel.Contracts;

/// <summary>
/// The form by which an access token is told from a key: <c>eyJ</c>, the beginning of an encoded JSON object, and parts with dots between them.
/// </summary>
internal static class AccessTokenText
{
    /// <summary>The beginning of every token: <c>{"</c> in base64url.</summary>
    public const string Prefix = "eyJ";

    private const string Bearer = "Bearer ";

    /// <summary>
    /// Returns true if the value of an <c>Authorization</c> header holds an access token, be it a broken one. A key may have dots too, if it was imported, and
    /// does not begin so.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<char> header)
    {
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var text = header[Bearer.Length..].TrimStart(' ');
        return text.StartsWith(Prefix, StringComparison.Ordinal) && text.Contains('.');
    }
}
