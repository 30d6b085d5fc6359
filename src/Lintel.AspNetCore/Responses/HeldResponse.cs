using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The response body of a request that the guards have admitted. Holds back the start of the response until the first flush or 16 KiB, so that a
/// failure can still be answered in full, and keeps what the application writes about an error of its own, which the contract's envelope replaces.
/// Hands the server nothing before its response has started. Not thread-safe.
/// </summary>
internal sealed class HeldResponse : PipeWriter, IHttpResponseBodyFeature
{
    /// <summary>The bytes of a success that are held at most, where the application awaits its writes.</summary>
    private const int MostHeld = 16 * 1024;

    /// <summary>The bytes of an error that are kept at most; the rest is dropped.</summary>
    private const int MostKept = 64 * 1024;

    private readonly ResponseStart _start;
    private ApiCall? _call;
    private Stream? _stream;
    private IHttpResponseBodyFeature? _inner;
    private HeldBuffer _buffer;
    private TextWrite _text;
    private int _flushed;
    private int _most = MostHeld;
    private long _passed;
    private long _unsent;
    private bool _isCompleted;
    private bool _isKept;
    private bool _isOfError;
    private bool _isPassing;
    private bool _isStarted;
    private bool _isUnbuffered;

    private HeldResponse() => _start = new ResponseStart(this);

    /// <summary>The bytes that were handed to the server and flushed.</summary>
    public long Sent { get; private set; }

    /// <summary>True once the server has started the response.</summary>
    public bool HasStarted => _start.Server.HasStarted;

    /// <summary>False once a part of the body has left and can no longer be replaced.</summary>
    public bool IsReplaceable => _passed == 0 && !HasStarted;

    /// <summary>The bytes that are held. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Held => _buffer.Written;

    public Stream Stream => _stream ??= HeldStream.Over(this, () => Call.Http);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _isPassing ? _unsent : _buffer.Length - _flushed;

    private ApiCall Call => _call ?? throw new ObjectDisposedException(nameof(HttpResponse), "The request has ended, and its response with it.");

    private IHttpResponseBodyFeature Inner =>
        _inner ?? throw new ObjectDisposedException(nameof(HttpResponse), "The request has ended, and its response with it.");

    /// <summary>True where middleware further in has put another body in front of this one.</summary>
    private bool IsBehindAnother => !ReferenceEquals(Call.Http.Feature<IHttpResponseBodyFeature>(), this);

    private bool IsError => Call.Error is not null || Call.Http.Response.StatusCode >= StatusCodes.Status400BadRequest;

    /// <summary>The response body that is held back; null before the guards have admitted the request, and once it has ended.</summary>
    public static HeldResponse? Of(ApiCall call) => (HeldResponse?)call.ResponseBody;

    /// <summary>Tells whether the server has started the response.</summary>
    public static bool IsStarted(ApiCall call) => Of(call)?.HasStarted ?? call.Http.Response.HasStarted;

    /// <summary>Takes the place of the server's response for a request.</summary>
    public static void Begin(ApiCall call)
    {
        // One object for each connection, as the server itself has it: it is clean between two requests.
        var held = (HeldResponse?)call.Http.Feature<WatchedConnection>()?.TakeResponseBody() ?? new HeldResponse();
        held._call = call;
        held._inner = call.Http.Feature<IHttpResponseBodyFeature>();
        held._start.Begin(call.Http);

        held._isKept = call.Idempotency is { Replay: null };
        held._most = held._isKept ? Math.Max(MostHeld, call.Idempotency!.Rule.Body) : MostHeld;
        call.Http.Features[typeof(IHttpResponseBodyFeature)] = held;
        call.ResponseBody = held;
    }

    /// <summary>Does what precedes the start of a response whose body is complete. A failure has sent nothing.</summary>
    /// <exception cref="Exception">A callback for the start has failed, or the body does not fit its header fields.</exception>
    public ValueTask PrepareAsync() => PrepareAsync(0, isWhole: true);

    /// <summary>Starts the server's response of a success.</summary>
    public Task StartServerAsync()
    {
        if (_buffer.Length > 0)
        {
            return HandOverAsync();
        }

        // Outer middleware may still fill in a body of its own, and HTTP/2 ends an empty response with its header fields.
        if (_isPassing || !ReferenceEquals(_inner, _start.Server) || !HttpProtocol.IsHttp11(Call.Http.Request.Protocol))
        {
            return Task.CompletedTask;
        }

        BodyFit.AnnounceEmpty(Call.Http);
        return Inner.StartAsync();
    }

    /// <summary>Sends what the server was handed and has not been told to send yet.</summary>
    public ValueTask<FlushResult> SendAsync() => _unsent > 0 && !_isCompleted ? Counted(Inner.Writer.FlushAsync()) : default;

    /// <summary>Forgets what is held.</summary>
    public void Discard()
    {
        _buffer.Truncate(0);
        _flushed = 0;
        _text = default;
    }

    /// <summary>Gives the server its response back. Nothing can be written here afterwards.</summary>
    public void End()
    {
        var http = Call.Http;
        http.Features[typeof(IHttpResponseBodyFeature)] = _inner;
        _start.End(http);
        (_call, _inner) = (null, null);
        Discard();
        _buffer.Release();
        (_passed, _unsent, Sent) = (0, 0, 0);
        (_isCompleted, _isOfError, _isPassing, _isStarted, _isUnbuffered) = (false, false, false, false, false);
        http.Feature<WatchedConnection>()?.GiveBack(this);
    }

    /// <summary>
    /// Tells whether the application has asked for the start by itself. Writing a text starts the response too, but writes directly afterwards; whoever
    /// asks in between is the application. An error with a body has started as well, so that no page for bare statuses adds a second body.
    /// </summary>
    public bool IsStartedByApplication()
    {
        _text.AskStarted();
        _isStarted |= _text.IsOnlyStarted;
        return _isStarted || (_buffer.Length > 0 && IsError);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        _text = default;
        return Room(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        _text.AskRoom(sizeHint);
        return Room(sizeHint).Span;
    }

    public override void Advance(int bytes)
    {
        if (_isPassing)
        {
            Inner.Writer.Advance(bytes);
            CountPassed(bytes);
            return;
        }

        _buffer.Advance(bytes);
        if (_buffer.Length > MostKept && IsError)
        {
            _buffer.Truncate(MostKept);
        }
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Separate();
        if (!(IsOfWriterInFront(cancellationToken) && _text.Write(cancellationToken)))
        {
            _isStarted |= _text.IsOnlyStarted;
            _text = default;
        }

        if (_isPassing || !IsHolding(source.Length))
        {
            return PassAndFlushAsync(source, cancellationToken);
        }

        // What exceeds the bound of an error is dropped.
        var kept = IsError ? source[..Math.Min(source.Length, MostKept - _buffer.Length)] : source;
        kept.CopyTo(_buffer.Room(kept.Length));
        _buffer.Advance(kept.Length);
        _flushed = _buffer.Length;
        return default;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (IsBehindAnother && IsHolding(0) && !_isPassing && _text.StartByFlush(cancellationToken))
        {
            return default;
        }

        var isText = _text.Flush(cancellationToken);

        // What is kept for repeated requests is kept before any of it leaves, and the framework flushes after each JSON.
        if (_isPassing || !(IsError || ((isText || _isKept) && IsHolding(0))))
        {
            return PassAndFlushAsync(default, cancellationToken);
        }

        _flushed = _buffer.Length;
        return default;
    }

    public override void CancelPendingFlush() => Inner.Writer.CancelPendingFlush();

    /// <remarks>What is held is sent, or replaced, when the request ends.</remarks>
    public override void Complete(Exception? exception = null)
    {
        if (_isPassing)
        {
            _isCompleted = true;
            Inner.Writer.Complete(exception);
        }
    }

    public void DisableBuffering()
    {
        _isUnbuffered = true;
        Inner.DisableBuffering();
    }

    /// <remarks>The server does not send before the first flush either, and until then a failure can still be answered.</remarks>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_isPassing)
        {
            return Inner.StartAsync(cancellationToken);
        }

        _isStarted |= _text.IsOnlyStarted;
        _text.Start(cancellationToken);
        return Task.CompletedTask;
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        if (IsError)
        {
            return;
        }

        // A file that is missing is found here, before the response starts.
        var rest = new FileInfo(path).Length - offset;
        await PassAsync(count ?? rest);
        await Inner.SendFileAsync(path, offset, count, cancellationToken);
        CountPassed(count ?? rest);
        CountSent();
    }

    public async Task CompleteAsync()
    {
        if (IsError)
        {
            return;
        }

        await PrepareAsync();
        if (_buffer.Length > 0)
        {
            await HandOverAsync();
        }

        _isPassing = true;
        await Inner.CompleteAsync();
        CountSent();
    }

    /// <summary>True for the token of a pipe writer over the stream of a body in front; those of the application are the request's, or none.</summary>
    private bool IsOfWriterInFront(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled && IsBehindAnother && cancellationToken != Call.Http.RequestAborted;

    /// <summary>Keeps apart what a handler wrote before it failed and what an exception handler writes then.</summary>
    private void Separate()
    {
        var isOfError = IsError;
        if (isOfError != _isOfError)
        {
            Discard();
            _isOfError = isOfError;
        }
    }

    /// <summary>Tells whether so many more bytes can be held.</summary>
    private bool IsHolding(int more) => IsError || (!_isUnbuffered && !_isStarted && _buffer.Length + more <= _most && !IsEventStream());

    // Many programs that send events write without a flush, for the server flushes each write.
    private bool IsEventStream() => Call.Http.Response.ContentType is { } type && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private Memory<byte> Room(int sizeHint)
    {
        Separate();
        return _isPassing ? Inner.Writer.GetMemory(sizeHint) : _buffer.Room(sizeHint);
    }

    private async ValueTask PrepareAsync(long more, bool isWhole)
    {
        var isError = IsError;
        if (!_isPassing)
        {
            // Ours come last, as what was registered first does.
            await _start.RunCallbacksAsync(isError);
            SuccessHeaders.Write(Call);
        }

        if (!isError)
        {
            BodyFit.Check(Call.Http, _passed + _buffer.Length + more, isWhole);
        }
    }

    /// <summary>Starts the server's response and hands it what is held. Before the start, the server would send it whatever the start comes to.</summary>
    private async Task HandOverAsync()
    {
        await Inner.StartAsync();
        _isPassing = true;
        if (_buffer.Length > 0)
        {
            Inner.Writer.Write(Held.Span);
            CountPassed(_buffer.Length);
        }

        Discard();
    }

    /// <summary>Hands what is held to the server, and everything from now on.</summary>
    /// <param name="more">The bytes that are to follow at once.</param>
    private async ValueTask PassAsync(long more)
    {
        if (!_isPassing)
        {
            await PrepareAsync(more, isWhole: false);
            await HandOverAsync();
        }
    }

    private ValueTask<FlushResult> PassAndFlushAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken) =>
        _isPassing ? WriteOnAsync(source, cancellationToken) : PassAndWriteOnAsync(source, cancellationToken);

    private async ValueTask<FlushResult> PassAndWriteOnAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await PassAsync(source.Length);
        return await WriteOnAsync(source, cancellationToken);
    }

    private ValueTask<FlushResult> WriteOnAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        CountPassed(source.Length);
        return Counted(source.IsEmpty ? Inner.Writer.FlushAsync(cancellationToken) : Inner.Writer.WriteAsync(source, cancellationToken));
    }

    private async ValueTask<FlushResult> Counted(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        if (!result.IsCanceled && !result.IsCompleted)
        {
            CountSent();
        }

        return result;
    }

    private void CountPassed(long bytes)
    {
        _passed += bytes;
        _unsent += bytes;
    }

    private void CountSent()
    {
        Sent += _unsent;
        _unsent = 0;
    }
}
