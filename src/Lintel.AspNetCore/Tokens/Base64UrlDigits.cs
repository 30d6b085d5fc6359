using System.Buffers;

namespace Lintel.AspNetCore;

/// <summary>The digits of base64url without padding (RFC 4648 section 5).</summary>
internal static class Base64UrlDigits
{
    public static SearchValues<char> All { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
