namespace Lintel.AspNetCore;

/// <summary>The id that a client sent: recorded, never echoed and never believed.</summary>
internal static class InboundRequestId
{
    private const int MaximumLength = 128;

    /// <summary>What is left of it in printable ASCII, at most 128 characters; null for nothing.</summary>
    public static string? Sanitize(string? inbound)
    {
        if (string.IsNullOrEmpty(inbound))
        {
            return null;
        }

        var kept = inbound.AsSpan(0, Math.Min(inbound.Length, MaximumLength));
        return kept.ContainsAnyExceptInRange('!', '~') ? Filter(kept) : kept.ToString();
    }

    private static string? Filter(ReadOnlySpan<char> text)
    {
        Span<char> kept = stackalloc char[MaximumLength];
        var length = 0;
        foreach (var c in text)
        {
            if (c is >= '!' and <= '~')
            {
                kept[length++] = c;
            }
        }

        return length == 0 ? null : kept[..length].ToString();
    }
}
