using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Usage;

/// <summary>Reads the query of <c>GET /usage/expiring</c>.</summary>
internal static class ExpiringRequest
{
    public const int DefaultDays = 14;
    public const int MostDays = 366;
    public const int LongestCursor = 100;

    private const char Separator = '.';

    public static KeyQuery Read(FieldReader fields)
    {
        var now = fields.Call.StartedAt;
        return new KeyQuery(null, fields.Text("api", max: 100), null, (int)(fields.Integer("limit", min: 1, max: 200) ?? 50))
        {
            State = KeyState.Active,
            AfterExpiry = Cursor(fields) ?? new ExpiryPlace(now, string.Empty),
            ExpiresAfter = now,
            ExpiresBefore = now.AddDays(fields.Integer("days", min: 1, max: MostDays) ?? DefaultDays),
        };
    }

    /// <summary>The cursor of a page that ends with a key.</summary>
    public static string Text(ExpiryPlace last) => string.Create(CultureInfo.InvariantCulture, $"{last.At.UtcTicks}{Separator}{last.Id}");

    private static ExpiryPlace? Cursor(FieldReader fields)
    {
        if (fields.Text("cursor", max: LongestCursor) is not { } text)
        {
            return null;
        }

        var place = text.IndexOf(Separator, StringComparison.Ordinal);
        if (place > 0
            && WholeNumberText.TryParse(text.AsSpan(0, place), out long ticks)
            && ticks >= DateTimeOffset.MinValue.Ticks
            && ticks <= DateTimeOffset.MaxValue.Ticks)
        {
            return new ExpiryPlace(new DateTimeOffset(ticks, TimeSpan.Zero), text[(place + 1)..]);
        }

        fields.Fault("cursor", "must be the cursor of a page");
        return null;
    }
}
