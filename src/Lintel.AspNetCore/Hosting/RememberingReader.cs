using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Lintel.AspNetCore;

/// <summary>
/// Remembers how the last piece that was read begins. The server forgets a request line that it cannot parse, and with it the path that names the
/// API; the piece in which it failed begins with that line.
/// </summary>
internal sealed class RememberingReader(PipeReader inner) : PipeReader
{
    // Enough for a method and for as much of a path as the request log keeps.
    private const int Remembered = 320;

    private byte[]? _start;
    private int _length;

    public ReadOnlySpan<byte> LastRead => _start.AsSpan(0, _length);

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        if (read)
        {
            Remember(result.Buffer);
        }

        return read;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return ReadLaterAsync(read);
        }

        var result = read.GetAwaiter().GetResult();
        Remember(result.Buffer);
        return new ValueTask<ReadResult>(result);
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    // A pooled state machine: this wait comes between any two requests of a connection and should cost them nothing.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadLaterAsync(ValueTask<ReadResult> read)
    {
        var result = await read;
        Remember(result.Buffer);
        return result;
    }

    private void Remember(in ReadOnlySequence<byte> buffer)
    {
        _start ??= new byte[Remembered];
        _length = (int)Math.Min(buffer.Length, Remembered);
        if (buffer.IsSingleSegment)
        {
            // Nearly always; slicing a sequence takes longer than the copy.
            buffer.FirstSpan[.._length].CopyTo(_start);
        }
        else
        {
            buffer.Slice(0, _length).CopyTo(_start);
        }
    }
}
