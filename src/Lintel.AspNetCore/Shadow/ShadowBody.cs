using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// The request body while the guards of shadow mode look at it: what they read is kept, at most what the API's largest body may have and one read
/// more, and the handler reads it again before the rest. So it sees the body that it would have seen without Lintel. Read-only.
/// </summary>
internal sealed class ShadowBody(HttpRequest request, long limit) : Stream
{
    private readonly Stream _body = request.Body;
    private readonly MemoryStream _kept = new();
    private Exception? _failure;
    private bool _isReplayed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static ShadowBody Begin(HttpRequest request, long limit)
    {
        var body = new ShadowBody(request, limit);
        request.Body = body;
        return body;
    }

    /// <summary>Gives the request a body that begins with what was read; its own where nothing was.</summary>
    public void Replay()
    {
        if (_kept.Length == 0 && _failure is null)
        {
            request.Body = _body;
            return;
        }

        if (_body.CanSeek)
        {
            _body.Position -= _kept.Length;
            request.Body = _body;
            return;
        }

        _kept.Position = 0;
        _isReplayed = true;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isReplayed)
        {
            return await ReadAndKeepAsync(buffer, cancellationToken);
        }

        var read = _kept.Read(buffer.Span);
        return read > 0 ? read : _failure is null ? await _body.ReadAsync(buffer, cancellationToken) : throw _failure;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = _isReplayed ? _kept.Read(buffer, offset, count) : throw new NotSupportedException();
        return read > 0 ? read : _failure is null ? _body.Read(buffer, offset, count) : throw _failure;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> ReadAndKeepAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_kept.Length > limit)
        {
            throw new BodyException(BodyLimit.TooLarge(limit), StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            var read = await _body.ReadAsync(buffer, cancellationToken);
            _kept.Write(buffer.Span[..read]);
            return read;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _failure = exception;
            throw;
        }
    }
}
