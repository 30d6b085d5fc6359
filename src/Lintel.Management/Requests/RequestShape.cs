using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>A line of the request log as the management API shows it.</summary>
internal sealed record RequestShape(
    [Description("The id of the X-Request-Id header.")] string Id,
    DateTimeOffset At,
    string Api,
    [Description("The name of the operation; null where none was found.")] string? Operation,
    string Method,
    [Description("The route of the operation, or the path that was asked for.")] string Route,
    int Status,
    [Description("The code of the error.")] string? Code,
    [Description("The condition behind the error.")] string? Condition,
    [Description("What the message was made from.")] JsonNode? Arguments,
    [Description("The real cause, which the caller was not told.")] string? Cause,
    string? KeyId,
    string? AccountId,
    string? Address,
    double DurationMilliseconds,
    long RequestBytes,
    long ResponseBytes,
    [Description("The id that the caller sent along.")] string? InboundId,
    [Description("True for what an API in shadow mode would have refused.")] bool Shadow,
    [Description("The trace id of W3C Trace Context.")] string? TraceId,
    [Description("The id of the span within the trace.")] string? SpanId,
    [Description("What guards have looked at: an object for each stage.")] JsonNode? Compared,
    [Description("The id of the application that the request was for.")] string? ApplicationId)
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
        Parse(entry.Compared),
        entry.ApplicationId);

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
