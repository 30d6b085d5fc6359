using System.Diagnostics.CodeAnalysis;
using Lintel.AspNetCore;
using Microsoft.Extensions.Primitives;

namespace Lintel.Management.Idempotency;

/// <summary>The <c>Idempotency-Key</c> header: a structured field string (RFC 9651) or the bare text, 1 to 255 visible ASCII characters.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>Reads the header.</summary>
    /// <returns>False where it is sent twice, empty, too long, or has other characters.</returns>
    public static bool TryRead(StringValues header, [NotNullWhen(true)] out string? key)
    {
        var text = header.Count == 1 ? header.ToString() : string.Empty;
        key = text is ['"', .. var quoted, '"'] ? quoted : text;
        return key.Length is > 0 and <= MaxLength && key.All(character => character is > ' ' and <= '~' and not '"' and not '\\');
    }

    /// <summary>The key with its caller: two callers may use the same text.</summary>
    public static string OfCaller(ApiCall call, string key) =>
        $"{call.KeyOrNull?.Id ?? call.SessionOrNull?.UserId ?? call.CallerOrNull?.CounterText} {key}";
}
