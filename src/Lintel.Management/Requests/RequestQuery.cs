using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>Reads a search of the request log from the query string.</summary>
internal static class RequestQuery
{
    private const int TraceIdLength = 32;

    public static RequestLogQuery Read(FieldReader fields) => new()
    {
        Api = fields.Text("api", max: 100),
        AccountId = fields.Text("accountId", max: 100),
        KeyId = fields.Text("keyId", max: 100),
        Method = fields.Text("method", max: 32),
        Route = fields.Text("route", max: 256),
        Status = (int?)fields.Integer("status", min: 100, max: 599),
        Code = fields.Text("code", max: 100),
        TraceId = TraceId(fields),
        IsShadow = fields.Boolean("shadow"),
        From = fields.Timestamp("from"),
        To = fields.Timestamp("to"),
        Cursor = fields.Integer("cursor", min: 0, max: long.MaxValue),
        Limit = (int)(fields.Integer("limit", min: 1, max: 200) ?? 50),
    };

    private static string? TraceId(FieldReader fields)
    {
        var text = fields.Text("traceId", max: 100);
        if (text is null || (text.Length == TraceIdLength && text.All(char.IsAsciiHexDigit)))
        {
            return text?.ToLowerInvariant();
        }

        fields.Fault("traceId", "must be 32 hexadecimal digits");
        return null;
    }

    public static string? Text(long? cursor) => cursor?.ToString(CultureInfo.InvariantCulture);
}
