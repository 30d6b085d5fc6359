using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Lintel.Contracts;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>An idempotency key as it is sent: a structured field string (RFC 9651) or the bare text.</summary>
internal static class IdempotencyKeyText
{
    private const int UuidLength = 36;

    // Visible ASCII without quotes and backslashes, which a structured field string would escape.
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(character => character is not ('"' or '\\'))]);

    /// <summary>Reads a key.</summary>
    /// <returns>True if one key was sent that has the form that the contract asks for; otherwise, false.</returns>
    public static bool TryRead(StringValues header, IdempotencyRule rule, [NotNullWhen(true)] out string? key)
    {
        var text = header.Count == 1 ? header.ToString() : string.Empty;
        key = text is ['"', .. var quoted, '"'] ? quoted : text;
        return key.Length >= rule.Shortest
            && key.Length <= rule.Longest
            && !key.AsSpan().ContainsAnyExcept(Characters)
            && (rule.Form == IdempotencyKeyForm.Text || (key.Length == UuidLength && Guid.TryParseExact(key, "D", out _)));
    }

    /// <summary>The form of keys, for people.</summary>
    public static string DescribeForm(IdempotencyRule rule) => rule.Form == IdempotencyKeyForm.Uuid
        ? "a UUID"
        : $"{Lengths(rule)} visible ASCII characters without quotes and backslashes, such as a UUID";

    private static string Lengths(IdempotencyRule rule) => rule.Shortest == rule.Longest ? $"{rule.Longest}" : $"{rule.Shortest} to {rule.Longest}";
}
