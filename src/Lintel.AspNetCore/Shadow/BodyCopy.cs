using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// Keeps a copy of the body that the application reads in shadow mode, up to the operation's limit. The application reads as it does without Lintel: nothing is
/// read ahead, since a handler may answer before it has read, and nothing is read that it has left.
/// </summary>
internal sealed class BodyCopy : IRequestBodyPipeFeature
{
    private readonly HttpContext _http;
    private readonly Stream _replaced;
    private readonly IRequestBodyPipeFeature? _replacedFeature;
    private readonly CopyingReader _reader;
    private readonly BodyStream _stream;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly long _limit;
    private RequestBodyPipeFeature? _wrapping;
    private bool _isComplete;

    private BodyCopy(ApiCall call)
    {
        _http = call.Http;
        _limit = Math.Min(BodyLimit.Of(call), Array.MaxLength);
        _replaced = _http.Request.Body;
        _replacedFeature = _http.Feature<IRequestBodyPipeFeature>();
        _reader = new CopyingReader(_http.Request.BodyReader, this);
        _stream = _reader.ToStream(_http);
    }

    /// <summary>The reader of the body; of another one, where middleware further in has put it in this one's place.</summary>
    public PipeReader Reader => ReferenceEquals(_http.Request.Body, _stream) ? _reader : (_wrapping ??= new RequestBodyPipeFeature(_http)).Reader;

    /// <summary>True where the body is larger than the operation's limit, so that no more of it is kept.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The whole body; null where the application has not read to its end.</summary>
    // Not "null": an array that is null would become an empty body.
    public ReadOnlyMemory<byte>? Whole => _isComplete && !IsTooLarge ? _bytes.WrittenMemory : default(ReadOnlyMemory<byte>?);

    /// <summary>Takes the place of the body of a request that is about to reach the application.</summary>
    /// <returns>Null where the body is a buffer of outer middleware, which the application may rewind.</returns>
    public static BodyCopy? Begin(ApiCall call)
    {
        if (call.Http.Request.Body.CanSeek)
        {
            return null;
        }

        var copy = new BodyCopy(call);
        call.Http.Request.Body = copy._stream;
        call.Http.Features[typeof(IRequestBodyPipeFeature)] = copy;
        return copy;
    }

    /// <summary>Puts the body back as it came, unless middleware further in has left another one.</summary>
    public void End()
    {
        if (ReferenceEquals(_http.Request.Body, _stream))
        {
            _http.Request.Body = _replaced;
        }

        if (ReferenceEquals(_http.Feature<IRequestBodyPipeFeature>(), this))
        {
            _http.Features[typeof(IRequestBodyPipeFeature)] = _replacedFeature;
        }
    }

    /// <summary>Adds what the application has come to see.</summary>
    public void Add(in ReadOnlySequence<byte> bytes, bool isEnd)
    {
        _isComplete |= isEnd;
        if (IsTooLarge || bytes.Length > _limit - _bytes.WrittenCount)
        {
            IsTooLarge = true;
            _bytes.ResetWrittenCount();
            return;
        }

        foreach (var segment in bytes)
        {
            _bytes.Write(segment.Span);
        }
    }
}
