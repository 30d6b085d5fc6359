using Lintel.Requests;
using Lintel.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>Adds code and condition of an error to the framework's own <c>http.server.request.duration</c>, of requests inside an API alone.</summary>
internal static class HttpMetricTags
{
    /// <summary>Adds the tags, where the framework measures the request and it was refused or has failed.</summary>
    /// <param name="http">The request, which has not ended.</param>
    /// <param name="record">What the request log keeps of it.</param>
    public static void Add(HttpContext http, in RequestRecord record)
    {
        if (record.Code is not { } code || http.Feature<IHttpMetricsTagsFeature>() is not { } metrics)
        {
            return;
        }

        metrics.Tags.Add(new KeyValuePair<string, object?>(TelemetryTags.Code, code));
        if (record.Refusal?.Condition is { } condition)
        {
            metrics.Tags.Add(new KeyValuePair<string, object?>(TelemetryTags.Condition, condition.Name));
        }
    }
}
