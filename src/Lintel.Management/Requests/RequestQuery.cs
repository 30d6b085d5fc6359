using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>Reads a search of the request log from the query string.</summary>
internal static class RequestQuery
{
    public static RequestLogQuery Read(FieldReader fields) => new()
    {
        Api = fields.Text("api", max: 100),
        AccountId = fields.Text("accountId", max: 100),
        KeyId = fields.Text("keyId", max: 100),
        Method = fields.Text("method", max: 32),
        Route = fields.Text("route", max: 256),
        Status = (int?)fields.Integer("status", min: 100, max: 599),
        Code = fields.Text("code", max: 100),
        IsShadow = fields.Boolean("shadow"),
        From = fields.Timestamp("from"),
        To = fields.Timestamp("to"),
        Cursor = fields.Integer("cursor", min: 0, max: long.MaxValue),
        Limit = (int)(fields.Integer("limit", min: 1, max: 200) ?? 50),
    };

    public static string? Text(long? cursor) => cursor?.ToString(CultureInfo.InvariantCulture);
}
