using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>A line of the request log as the management API shows it.</summary>
internal sealed record RequestShape(
    string Id,
    DateTimeOffset At,
    string Api,
    string? Operation,
    string Method,
    string Route,
    int Status,
    string? Code,
    string? Condition,
    JsonNode? Arguments,
    string? Cause,
    string? KeyId,
    string? AccountId,
    string? Address,
    double DurationMilliseconds,
    long RequestBytes,
    long ResponseBytes,
    string? InboundId,
    bool Shadow,
    string? TraceId,
    string? SpanId,
    JsonNode? Compared)
{
    public static RequestShape Of(RequestLogEntry entry) => new(
        entry.Id,
        entry.At,
        entry.Api,
        entry.Operation,
        entry.Method,
        entry.Route,
        entry.Status,
        entry.Code,
        entry.Condition,
        Parse(entry.Arguments),
        entry.Cause,
        entry.KeyId,
        entry.AccountId,
        entry.Address,
        entry.DurationMicroseconds / 1000.0,
        entry.RequestBytes,
        entry.ResponseBytes,
        entry.InboundId,
        entry.IsShadow,
        entry.TraceId,
        entry.SpanId,
        Parse(entry.Compared));

    /// <summary>A line that cannot be read as JSON is still worth showing.</summary>
    private static JsonNode? Parse(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json);
        }
    }
}
