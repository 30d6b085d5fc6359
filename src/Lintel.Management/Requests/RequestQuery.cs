using System.Globalization;
using System.Net;
using Lintel.Addresses;
using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>Reads a search of the request log from the query string.</summary>
internal static class RequestQuery
{
    private const int TraceIdLength = 32;
    private const int StatusLength = 3;
    private const long MicrosecondsPerMillisecond = 1_000;

    // A day in milliseconds.
    private const long LongestDuration = 86_400_000;

    /// <summary>Reads filters and the page.</summary>
    public static RequestLogQuery Read(FieldReader fields) => FiltersAndTimes(fields) with
    {
        Cursor = Cursor(fields),
        Limit = (int)(fields.Integer("limit", min: 1, max: 200) ?? 50),
    };

    public static long? Cursor(FieldReader fields) => fields.Integer("cursor", min: 0, max: long.MaxValue);

    /// <summary>Reads filters and the times between which requests began.</summary>
    public static RequestLogQuery FiltersAndTimes(FieldReader fields) => Filters(fields) with
    {
        From = fields.Timestamp("from"),
        To = fields.Timestamp("to"),
    };

    /// <summary>Reads filters.</summary>
    public static RequestLogQuery Filters(FieldReader fields)
    {
        var (status, statusClass) = Status(fields);
        var network = Network(fields);
        return new RequestLogQuery
        {
            Id = fields.Text("id", max: 200),
            InboundId = fields.Text("inboundId", max: 128),
            Api = fields.Text("api", max: 100),
            AccountId = fields.Text("accountId", max: 100),
            KeyId = fields.Text("keyId", max: 100),
            ApplicationId = fields.Text("applicationId", max: 100),
            Operation = fields.Text("operation", max: 200),
            Method = fields.Text("method", max: 32),
            Route = fields.Text("route", max: 256),
            Status = status,
            StatusClass = statusClass,
            Code = fields.Text("code", max: 100),
            Condition = fields.Text("condition", max: 100),
            Address = network is { } single && IsSingle(single) ? single.BaseAddress.ToString() : null,
            Network = network is { } several && !IsSingle(several) ? several : null,
            SlowerThan = fields.Integer("slowerThan", min: 0, max: LongestDuration) * MicrosecondsPerMillisecond,
            TraceId = TraceId(fields),
            IsShadow = fields.Boolean("shadow"),
        };
    }

    private static (int? Status, int? Class) Status(FieldReader fields)
    {
        if (fields.Text("status", max: StatusLength) is not { } text)
        {
            return default;
        }

        if (text.Length == StatusLength && text[0] is >= '1' and <= '5')
        {
            if (text.EndsWith("xx", StringComparison.Ordinal))
            {
                return (null, text[0] - '0');
            }

            if (WholeNumberText.TryParse(text, out int status))
            {
                return (status, null);
            }
        }

        fields.Fault("status", "must be a status from 100 to 599, or a class such as 4xx");
        return default;
    }

    private static IPNetwork? Network(FieldReader fields)
    {
        if (fields.Text("address", max: 100) is not { } text)
        {
            return null;
        }

        if (NetworkText.TryParse(text, out var network, out var problem))
        {
            return network;
        }

        fields.Fault("address", problem);
        return null;
    }

    private static bool IsSingle(IPNetwork network) => network.PrefixLength == network.BaseAddress.GetAddressBytes().Length * 8;

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
