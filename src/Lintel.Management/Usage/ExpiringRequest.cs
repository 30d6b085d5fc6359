using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Usage;

/// <summary>Reads the query of <c>GET /usage/expiring</c>.</summary>
internal static class ExpiringRequest
{
    public const int DefaultDays = 14;
    public const int MostDays = 366;

    public static KeyQuery Read(FieldReader fields)
    {
        var now = fields.Call.StartedAt;
        return new KeyQuery(
            null,
            fields.Text("api", max: 100),
            fields.Text("cursor", max: 100),
            (int)(fields.Integer("limit", min: 1, max: 200) ?? 50))
        {
            State = KeyState.Active,
            ExpiresAfter = now,
            ExpiresBefore = now.AddDays(fields.Integer("days", min: 1, max: MostDays) ?? DefaultDays),
        };
    }
}
