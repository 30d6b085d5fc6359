using System.Buffers;
using System.IO.Pipelines;

namespace Lintel.AspNetCore;

/// <summary>Passes everything on, until an answer is to be sent instead of whatever is written from then on.</summary>
internal sealed class ReplaceableWriter(PipeWriter inner) : PipeWriter
{
    private const int ScratchSize = 4096;

    private ReadOnlyMemory<byte> _answer;
    private bool _replaces;
    private bool _isEnded;
    private byte[] _scratch = [];

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <summary>
    /// Sends this instead of everything that is written from now on. It goes out with the next write, not here: only then does the server know
    /// that the connection is still there.
    /// </summary>
    public void Replace(ReadOnlyMemory<byte> answer)
    {
        _answer = answer;
        _replaces = true;
    }

    /// <summary>Ends the transport after what was flushed. What is written from now on is dropped.</summary>
    public void End()
    {
        _answer = default;
        (_replaces, _isEnded) = (true, true);
        inner.Complete();
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _replaces ? Discard(sizeHint) : inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _replaces ? Discard(sizeHint) : inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (!_replaces)
        {
            inner.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _isEnded ? ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: true)) : inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!_replaces)
        {
            return inner.WriteAsync(source, cancellationToken);
        }

        Discard(0);
        return FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    /// <summary>Room for what nobody will see, once the answer is on its way.</summary>
    private byte[] Discard(int sizeHint)
    {
        if (!_isEnded)
        {
            inner.Write(_answer.Span);
            _answer = default;
        }

        if (_scratch.Length == 0 || _scratch.Length < sizeHint)
        {
            _scratch = new byte[Math.Max(ScratchSize, sizeHint)];
        }

        return _scratch;
    }
}
