using System.Diagnostics;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// Turns a finished call into its record, and counts it. Takes the route's text where there is one, so that ids in paths and queries stay out of the log, and
/// masks what has the form of a secret in what the caller chose.
/// </summary>
internal sealed class RequestRecorder(
    IRequestSink sink, SecretMask mask, RequestLines lines, RequestMetrics metrics, ClientAddress addresses, ExceededLimits exceeded, LintelOptions options)
{
    private const int ClientClosedRequest = 499;
    private const int LongestMethod = 32;
    private const int LongestPath = 256;
    private const int LongestApplication = 128;

    private readonly TrailSample _sample = new(options.RequestLog.TrailSample);

    public void Record(ApiCall call, TimeSpan duration) =>
        Record(call, duration, call.ClientIsGone ? ClientClosedRequest : call.Http.Response.StatusCode, BytesOf(call));

    /// <summary>Records a request of shadow mode, with what the application has answered.</summary>
    public void RecordShadow(ApiCall call, TimeSpan duration, int status) => Record(call, duration, status, call.Http.Response.ContentLength ?? 0);

    /// <summary>Makes the record of a request, which is kept nowhere, with the trail of its guards.</summary>
    public RequestRecord Imagine(ApiCall call, int status) => RecordOf(call, TimeSpan.Zero, status, responseBytes: 0, withTrail: true);

    private void Record(ApiCall call, TimeSpan duration, int status, long responseBytes)
    {
        if (call.Contract.Api == Contract.Default.Api && call.Http.Feature<QuietRequest>() is { } quiet && !quiet.IsRecorded(status))
        {
            return;
        }

        var record = RecordOf(call, duration, status, responseBytes, call.Refusal is not null || _sample.Takes(call.RequestId));
        sink.Take(record);
        exceeded.Note(call);
        if (metrics.IsEnabled)
        {
            metrics.Record(record, call.AdmittedAfter == 0 ? duration : TimeSpan.FromTicks(call.AdmittedAfter));
        }

        HttpMetricTags.Add(call.Http, record);
        if (lines.IsEnabled)
        {
            lines.Write(record, PathOf(call.Http));
        }
    }

    private RequestRecord RecordOf(ApiCall call, TimeSpan duration, int status, long responseBytes, bool withTrail)
    {
        var http = call.Http;
        var (trace, span) = TraceIds.Recorded(http);
        return new RequestRecord
        {
            Id = call.RequestId,
            At = call.StartedAt,
            Api = call.Contract.Api,
            Operation = call.Operation?.Name,
            Method = MethodOf(http),
            Route = call.Operation?.Route ?? PathOf(http),
            Status = status,
            Code = call.Error?.Code,
            Refusal = call.Refusal,
            KeyId = (call.KeyOrNull ?? call.RefusedKey)?.Id,
            OldSecret = call.OldSecret,
            AccountId = call.AccountOrNull?.Id ?? call.RefusedKey?.AccountId,
            Address = ClientAddress.KnownOrNull(call.Address),
            Duration = duration,
            RequestBytes = http.Request.ContentLength ?? call.BodyBytes,
            ResponseBytes = responseBytes,
            InboundId = InboundRequestId.Sanitize(http.Request.Headers[call.Contract.RequestId.Header], mask),
            IsShadow = call.Runtime.IsShadow && call.Refusal is not null,
            TraceId = trace,
            SpanId = span,
            Trail = withTrail ? CallTrail.Of(call, addresses) : default,
            ApplicationId = call.ApplicationOrNull?.Id ?? ApplicationNamedBy(call),
            Compared = call.Compared is { } compared ? ComparedJson.Write(compared, mask) : null,
        };
    }

    /// <summary>The bytes of the body that were sent: counted where the application wrote it, known where it is an error's that is about to be sent.</summary>
    private static long BytesOf(ApiCall call)
    {
        if (HttpMethods.IsHead(call.Http.Request.Method) || call.ClientIsGone && call.ResponseBody is null)
        {
            return 0;
        }

        return call.Error is not null && !call.IsCut ? call.Http.Response.ContentLength ?? 0 : HeldResponse.Of(call)?.Sent ?? 0;
    }

    private string? ApplicationNamedBy(ApiCall call)
    {
        var id = mask.Mask(call.ApplicationNamed);
        return id is { Length: > LongestApplication } ? id[..LongestApplication] : id;
    }

    private string MethodOf(HttpContext http)
    {
        var method = mask.Mask(http.Request.Method);
        return method.Length <= LongestMethod ? method : method[..LongestMethod];
    }

    private string PathOf(HttpContext http)
    {
        var path = mask.Mask(http.Request.Path.Value) ?? string.Empty;
        return path.Length <= LongestPath ? path : path[..LongestPath];
    }
}
