using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Reads a body for the application and copies what it comes to see, once. Not thread-safe, like every pipe reader.</summary>
internal sealed class CopyingReader(PipeReader inner, BodyCopy copy) : PipeReader
{
    private ReadOnlySequence<byte> _last;

    // Bytes of the buffer, from its start, that were seen before and not consumed.
    private long _seen;

    /// <summary>The body as a stream over this reader.</summary>
    public BodyStream ToStream(HttpContext http) => new(this, http);

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        if (read)
        {
            Copy(result);
        }

        return read;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        Copy(result);
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Forget(consumed);
        inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Forget(consumed);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private void Copy(in ReadResult result)
    {
        _last = result.Buffer;
        copy.Add(_last.Slice(Math.Min(_seen, _last.Length)), result.IsCompleted);
        _seen = Math.Max(_seen, _last.Length);
    }

    private void Forget(SequencePosition consumed)
    {
        _seen -= _last.Slice(0, consumed).Length;
        _last = default;
    }
}
