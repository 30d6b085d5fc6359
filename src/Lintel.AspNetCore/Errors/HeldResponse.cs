using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The response body of a request that the guards have admitted. Holds back the start of the response until the first flush or 16 KiB, so that a
/// failure can still be answered in full, and keeps what the application writes about an error of its own, which the contract's envelope replaces.
/// Not thread-safe.
/// </summary>
internal sealed class HeldResponse : PipeWriter, IHttpResponseBodyFeature
{
    /// <summary>The bytes of a success that are held at most.</summary>
    private const int MostHeld = 16 * 1024;

    /// <summary>The bytes of an error that are kept at most; the rest is dropped.</summary>
    private const int MostKept = 64 * 1024;

    private const int SmallestBuffer = 4 * 1024;

    private ApiCall? _call;
    private IHttpResponseBodyFeature? _inner;
    private Stream? _stream;
    private byte[] _buffer = [];
    private int _held;
    private int _flushed;
    private long _passed;
    private long _unsent;
    private bool _isStarting;
    private bool _isOfError;
    private bool _isPassing;
    private bool _isUnbuffered;

    /// <summary>The bytes that were handed to the server and flushed.</summary>
    public long Sent { get; private set; }

    /// <summary>False once a part of the body has left and can no longer be replaced.</summary>
    public bool IsReplaceable => _passed == 0 && !Call.Http.Response.HasStarted;

    /// <summary>The bytes that are held. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Held => _buffer.AsMemory(0, _held);

    public Stream Stream => _stream ??= AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _isPassing ? _unsent : _held - _flushed;

    private ApiCall Call => _call ?? throw new ObjectDisposedException(nameof(HttpResponse), "The request has ended, and its response with it.");

    private IHttpResponseBodyFeature Inner => _inner ?? throw new ObjectDisposedException(nameof(HttpResponse), "The request has ended, and its response with it.");

    private bool IsError => Call.Error is not null || Call.Http.Response.StatusCode >= StatusCodes.Status400BadRequest;

    /// <summary>Takes the place of the server's response body for a request.</summary>
    public static void Begin(ApiCall call)
    {
        // One object for each connection, as the server itself has it: it is clean between two requests.
        var held = call.Http.Feature<WatchedConnection>()?.TakeHeldResponse() ?? new HeldResponse();
        held._call = call;
        held._inner = call.Http.Feature<IHttpResponseBodyFeature>();
        call.Http.Features[typeof(IHttpResponseBodyFeature)] = held;
        call.Held = held;
    }

    /// <summary>Sends what is still held of a success.</summary>
    public ValueTask<FlushResult> ReleaseAsync() => _held > 0 && !IsError ? PassAndFlushAsync(default) : default;

    /// <summary>Forgets what is held.</summary>
    public void Discard() => (_held, _flushed) = (0, 0);

    /// <summary>Gives the server its response body back. Nothing can be written here afterwards.</summary>
    public void End()
    {
        var http = Call.Http;
        http.Features[typeof(IHttpResponseBodyFeature)] = _inner;
        (_call, _inner) = (null, null);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        Discard();
        (_passed, _unsent, Sent) = (0, 0, 0);
        (_isStarting, _isOfError, _isPassing, _isUnbuffered) = (false, false, false, false);
        http.Feature<WatchedConnection>()?.GiveBack(this);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Separate();
        if (_held > MostHeld && !_isPassing && !IsError)
        {
            Pass();
        }

        return _isPassing ? Inner.Writer.GetMemory(sizeHint) : Room(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (_isPassing)
        {
            Inner.Writer.Advance(bytes);
            CountPassed(bytes);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _held);
        _held += bytes;
        DropExcess();
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Separate();
        _isStarting = false;
        if (_isPassing || !IsHolding(source.Length))
        {
            return PassAndFlushAsync(source, cancellationToken);
        }

        // What exceeds the bound of an error is dropped.
        var kept = IsError ? source[..Math.Min(source.Length, MostKept - _held)] : source;
        kept.CopyTo(Room(kept.Length));
        _held += kept.Length;
        _flushed = _held;
        return default;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        // HttpResponse.WriteAsync(text) starts, writes and flushes in one go. It stands for a write, not for the wish to send at once.
        var isText = _isStarting && _held > _flushed && !cancellationToken.CanBeCanceled;
        _isStarting = false;
        if (_isPassing || !(IsError || (isText && IsHolding(0))))
        {
            return PassAndFlushAsync(cancellationToken);
        }

        _flushed = _held;
        return default;
    }

    public override void CancelPendingFlush() => Inner.Writer.CancelPendingFlush();

    /// <remarks>What is held is sent, or replaced, when the request ends.</remarks>
    public override void Complete(Exception? exception = null)
    {
        if (_isPassing)
        {
            Inner.Writer.Complete(exception);
        }
    }

    public void DisableBuffering()
    {
        _isUnbuffered = true;
        Inner.DisableBuffering();
    }

    /// <remarks>The server does not send before the first flush either.</remarks>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_isPassing)
        {
            return Inner.StartAsync(cancellationToken);
        }

        _isStarting = true;
        return Task.CompletedTask;
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        if (IsError)
        {
            return;
        }

        Pass();
        await Inner.SendFileAsync(path, offset, count, cancellationToken);
        CountPassed(count ?? new FileInfo(path).Length - offset);
        CountSent();
    }

    public async Task CompleteAsync()
    {
        if (IsError)
        {
            return;
        }

        Pass();
        await Inner.CompleteAsync();
        CountSent();
    }

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
    private bool IsHolding(int more) => IsError || (!_isUnbuffered && _held + more <= MostHeld && !IsEventStream());

    // Many programs that send events write without a flush, for the server flushes each write.
    private bool IsEventStream() => Call.Http.Response.ContentType is { } type && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private Memory<byte> Room(int sizeHint)
    {
        var needed = _held + Math.Max(sizeHint, 1);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(SmallestBuffer, needed), 2 * _held));
            Held.CopyTo(larger);
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        return _buffer.AsMemory(_held);
    }

    private void DropExcess()
    {
        if (_held > MostKept && IsError)
        {
            _held = MostKept;
        }
    }

    /// <summary>Hands what is held to the server, and everything from now on.</summary>
    private void Pass()
    {
        if (_held > 0)
        {
            Inner.Writer.Write(Held.Span);
            CountPassed(_held);
            Discard();
        }

        _isPassing = true;
    }

    private ValueTask<FlushResult> PassAndFlushAsync(CancellationToken cancellationToken)
    {
        Pass();
        return Counted(Inner.Writer.FlushAsync(cancellationToken));
    }

    private ValueTask<FlushResult> PassAndFlushAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        Pass();
        CountPassed(source.Length);
        return Counted(Inner.Writer.WriteAsync(source, cancellationToken));
    }

    private ValueTask<FlushResult> Counted(ValueTask<FlushResult> flush)
    {
        if (!flush.IsCompletedSuccessfully)
        {
            return CountWhenSentAsync(flush);
        }

        var result = flush.Result;
        Count(result);
        return ValueTask.FromResult(result);
    }

    private async ValueTask<FlushResult> CountWhenSentAsync(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        Count(result);
        return result;
    }

    private void Count(FlushResult result)
    {
        if (!result.IsCanceled && !result.IsCompleted)
        {
            CountSent();
        }
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
