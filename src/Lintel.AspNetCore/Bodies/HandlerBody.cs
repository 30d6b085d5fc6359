using System.IO.Pipelines;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The request body as the application reads it once the guards have admitted the request: bounded by the operation's limit after whatever decompresses
/// it, with a deadline where the framework's binding reads it, and with failures of reading told apart.
/// </summary>
internal sealed class HandlerBody : IRequestBodyPipeFeature
{
    private readonly HttpContext _http;
    private readonly BodyPipe _pipe;
    private readonly Stream _stream;
    private RequestBodyPipeFeature? _replaced;

    private HandlerBody(HttpContext http, BodyPipe pipe, Stream stream)
    {
        _http = http;
        _pipe = pipe;
        _stream = stream;
    }

    /// <summary>The reader of the body; of another one, where middleware further in has put it in this one's place.</summary>
    public PipeReader Reader => ReferenceEquals(_http.Request.Body, _stream) ? _pipe : (_replaced ??= new RequestBodyPipeFeature(_http)).Reader;

    /// <summary>Takes the place of the body of a request that is about to enter its endpoint.</summary>
    /// <returns>A refusal where the body is too large; otherwise, null.</returns>
    public static Refusal? Begin(ApiCall call)
    {
        if (call.Operation?.ReadBody is not null || call.Http.Feature<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return null;
        }

        if (BodyLimit.Apply(call) is { } refusal)
        {
            return refusal;
        }

        if (IsUpgrade(call.Http))
        {
            return null;
        }

        var http = call.Http;
        var pipe = new BodyPipe(http.Request.BodyReader, call);
        http.Request.Body = new BodyStream(pipe, http);
        http.Features[typeof(IRequestBodyPipeFeature)] = new HandlerBody(http, pipe, http.Request.Body);
        return null;
    }

    /// <summary>The bytes that follow are no body, and the server hands them over by other features.</summary>
    private static bool IsUpgrade(HttpContext http) =>
        http.Feature<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || (http.Feature<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && http.Request.ContentLength is null or 0 && http.Request.Headers.TransferEncoding.Count == 0);
}
