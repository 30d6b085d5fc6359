using System.IO.Pipelines;
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
    private readonly Stream _stream;
    private readonly BodyPipe? _pipe;
    private readonly IRequestBodyPipeFeature? _replacedFeature;
    private RequestBodyPipeFeature? _wrapping;

    private HandlerBody(ApiCall call)
    {
        _http = call.Http;
        Replaced = _http.Request.Body;
        IsCoded = _http.Request.Headers.ContentEncoding.Count > 0;
        _replacedFeature = _http.Feature<IRequestBodyPipeFeature>();
        _pipe = Replaced.CanSeek ? null : new BodyPipe(_http.Request.BodyReader, call);
        _stream = _pipe is null ? new BufferedBody(Replaced, call) : new BodyStream(_pipe, _http);
    }

    /// <summary>The body of the request as it came to the front door.</summary>
    public Stream Replaced { get; }

    /// <summary>True where the body came with a content coding, which middleware further in undoes and takes out of the header fields.</summary>
    public bool IsCoded { get; }

    /// <summary>The reader of the body; of another one, where middleware further in has put it in this one's place.</summary>
    public PipeReader Reader =>
        _pipe is not null && ReferenceEquals(_http.Request.Body, _stream) ? _pipe : (_wrapping ??= new RequestBodyPipeFeature(_http)).Reader;

    /// <summary>The body that stands in the place of the server's; null for none.</summary>
    public static HandlerBody? Of(ApiCall call) => (HandlerBody?)call.RequestBody;

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

        var body = new HandlerBody(call);
        call.Http.Request.Body = body._stream;
        call.Http.Features[typeof(IRequestBodyPipeFeature)] = body;
        call.RequestBody = body;
        return null;
    }

    /// <summary>Puts the body back as it came, unless middleware further in has left another one.</summary>
    public void End()
    {
        _pipe?.EndRead();
        if (ReferenceEquals(_http.Request.Body, _stream))
        {
            _http.Request.Body = Replaced;
        }

        if (ReferenceEquals(_http.Feature<IRequestBodyPipeFeature>(), this))
        {
            _http.Features[typeof(IRequestBodyPipeFeature)] = _replacedFeature;
        }
    }

    /// <summary>The bytes that follow are no body, and the server hands them over by other features.</summary>
    private static bool IsUpgrade(HttpContext http) =>
        http.Feature<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || (http.Feature<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && http.Request.ContentLength is null or 0
            && http.Request.Headers.TransferEncoding.Count == 0);
}
