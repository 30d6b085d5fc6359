using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Lintel.AspNetCore;

/// <summary>
/// Remembers how the last piece that was read begins. The server forgets a request line that it cannot parse, and with it the path that names the
/// API; the piece in which it failed begins with that line.
/// </summary>
internal sealed class RememberingReader(PipeReader inner) : PipeReader, IValueTaskSource<ReadResult>
{
    // Enough for a method and for as much of a path as the request log keeps.
    private const int Remembered = 320;

    private readonly IValueTaskSource<ReadResult>? _source = inner as IValueTaskSource<ReadResult>;

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
        if (read.IsCompletedSuccessfully)
        {
            var result = read.GetAwaiter().GetResult();
            Remember(result.Buffer);
            return new ValueTask<ReadResult>(result);
        }

        // The server's pipe is the source of its own reads, and this reader takes its place there: between any two requests of a connection is such a wait,
        // and a state machine for each took 1.5 % of a request.
        return _source is not null && read == new ValueTask<ReadResult>(_source, token: 0) ? new ValueTask<ReadResult>(this, token: 0) : ReadLaterAsync(read);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        var result = _source!.GetResult(token);
        Remember(result.Buffer);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _source!.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source!.OnCompleted(continuation, state, token, flags);

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadLaterAsync(ValueTask<ReadResult> read)
    {
        var result = await read;
        Remember(result.Buffer);
        return result;
    }

    private void Remember(in ReadOnlySequence<byte> buffer)
    {
        var first = buffer.FirstSpan;
        _start ??= new byte[Remembered];
        if (first.Length >= Remembered || buffer.IsSingleSegment)
        {
            // Nearly always; slicing a sequence takes longer than the copy.
            _length = Math.Min(first.Length, Remembered);
            first[.._length].CopyTo(_start);
        }
        else
        {
            _length = (int)Math.Min(buffer.Length, Remembered);
            buffer.Slice(0, _length).CopyTo(_start);
        }
    }
}
