using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Lintel.AspNetCore;

/// <summary>
/// Hears of every request that the server refuses by itself, before the server answers it, and puts the envelope of the API that the path names in
/// the place of that answer. Where the path names none, the server's own answer stands, unless Lintel's own contract was asked to answer outside.
/// </summary>
internal sealed partial class ServerRefusals(
    ApiDirectory apis,
    ClientAddress addresses,
    SecretMask mask,
    IRequestSink sink,
    RequestLines lines,
    RequestMetrics metrics,
    TimeProvider clock,
    ILogger<ServerRefusals> logger)
{
    private const int LongestPath = 256;

    private KestrelServerLimits _limits = new();

    /// <param name="limits">The server's limits. Not taken from the options, which are still being made.</param>
    public void Know(KestrelServerLimits limits) => _limits = limits;

    /// <summary>Answers a request that the server refuses.</summary>
    /// <param name="request">The value of the server's event: the features of the request.</param>
    public void Answer(object? request)
    {
        if (request is not IFeatureCollection features || features.Get<WatchedConnection>() is not { } connection)
        {
            return;
        }

        try
        {
            Answer(features, connection);
        }
        catch (Exception exception)
        {
            // The server's own empty answer is still to come, which is better than a connection that ends without one.
            Log.NotEnveloped(logger, mask.Mask(exception));
        }
    }

    private void Answer(IFeatureCollection features, WatchedConnection connection)
    {
        var http = features.Get<IHttpRequestFeature>();
        if (http is null
            || features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException cause
            || features.Get<IHttpResponseFeature>() is { HasStarted: true }
            || http.Protocol is { Length: > 0 } protocol && !HttpProtocol.IsHttp10(protocol) && !HttpProtocol.IsHttp11(protocol)
            || RefusedRequest.IsHttp2Preface(connection.LastRead))
        {
            return;
        }

        var request = RefusedRequest.Of(http, connection.LastRead);
        var runtime = apis.TryFind(request.Path, out var named) ? named : apis.AnswersOutside ? apis.Outside : null;
        if (runtime is null or { IsShadow: true })
        {
            return;
        }

        var refusal = mask.Mask(ServerRefusalReasons.Of(cause, lineIsRead: !string.IsNullOrEmpty(http.Method), _limits));
        var error = runtime.Contract.TryGetError(refusal.Condition!, out var definition)
            ? definition
            : throw new InvalidOperationException($"No definition for {refusal}.");
        var now = clock.GetUtcNow();
        var path = mask.Mask(request.Path);
        var id = runtime.Ids.Next();
        var origin = OriginOf(features, http, runtime);
        var facts = KnownOfRequest.Of(mask.Mask(request.Method), path, traceId: null, now);
        var response = ServerRefusalResponse.Make(runtime, error, refusal, id, origin, facts, withBody: !HttpMethods.IsHead(request.Method));
        connection.Replace(response.Bytes, isStillSending: refusal.Condition != Condition.RequestUnreadable);
        var record = new RequestRecord
        {
            Id = id,
            At = now,
            Api = runtime.Contract.Api,
            Method = mask.Mask(request.Method),
            Route = path.Length <= LongestPath ? path : path[..LongestPath],
            Status = error.Status,
            Code = error.Code,
            Refusal = refusal,
            Address = ClientAddress.KnownOrNull(addresses.Of(features.Get<IHttpConnectionFeature>()?.RemoteIpAddress, http.Headers)),
            Duration = TimeSpan.Zero,
            ResponseBytes = response.BodyLength,
            InboundId = InboundRequestId.Sanitize(http.Headers[runtime.Contract.RequestId.Header], mask),
        };
        sink.Take(record);
        if (metrics.IsEnabled)
        {
            metrics.Record(record, record.Duration);
        }

        if (lines.IsEnabled)
        {
            lines.Write(record, record.Route);
        }
    }

    private static PublicOrigin OriginOf(IFeatureCollection features, IHttpRequestFeature http, ApiRuntime runtime)
    {
        // The host of a request that was refused for its host is no address to send anybody to.
        var connection = new PublicOrigin(http.Scheme, string.Empty, http.PathBase);
        return runtime.Origins.Of(features.Get<IHttpConnectionFeature>()?.RemoteIpAddress, http.Headers, connection);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request that the server refused could not be answered by a contract.")]
        public static partial void NotEnveloped(ILogger logger, Exception exception);
    }
}
