using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>The id that a client sent: recorded, never echoed and never believed.</summary>
internal static class InboundRequestId
{
    private const int MaximumLength = 128;

    /// <summary>Reduces it to printable ASCII, at most 128 characters, with secrets masked; null for nothing.</summary>
    public static string? Sanitize(string? inbound, SecretMask mask)
    {
        if (string.IsNullOrEmpty(inbound))
        {
            return null;
        }

        // Filtered first: what was parted by an odd character must not come together behind the mask. Cut last: half a secret is one.
        var kept = mask.Mask(inbound.AsSpan().ContainsAnyExceptInRange('!', '~') ? Filter(inbound) : inbound);
        return kept.Length == 0 ? null : kept.Length <= MaximumLength ? kept : kept[..MaximumLength];
    }

    private static string Filter(string text) => string.Concat(text.Where(c => c is >= '!' and <= '~'));
}
