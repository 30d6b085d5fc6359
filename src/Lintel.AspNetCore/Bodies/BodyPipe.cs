using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>Reads a body for the application: counts it, keeps its deadline and tells failures apart. Not thread-safe, like every pipe reader.</summary>
internal sealed class BodyPipe(PipeReader inner, ApiCall call) : PipeReader
{
    private readonly long _limit = BodyLimit.Of(call);

    private ReadOnlySequence<byte> _last;
    private long _consumed;
    private bool _isReading;

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            if (!inner.TryRead(out result))
            {
                return false;
            }
        }
        catch (Exception exception)
        {
            throw BodyFailures.Note(call, exception);
        }

        Count(result);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        !cancellationToken.IsCancellationRequested && TryRead(out var result) ? ValueTask.FromResult(result) : WaitAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed)
    {
        Advance(consumed);
        inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Advance(consumed);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        (_isReading, _last) = (false, default);
        inner.Complete(exception);
    }

    /// <summary>
    /// Ends a read that the application has left in the middle: the server, which skips the rest of the body, would fail, log that as an error and close the
    /// connection.
    /// </summary>
    public void EndRead()
    {
        if (_isReading)
        {
            AdvanceTo(_last.Start, _last.End);
        }
    }

    private async ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = call.Operation is { BindsBody: true, MaxBody: null }
                ? await call.Http.RequestServices.GetRequiredService<BodyDeadline>().ReadAsync(inner, call, cancellationToken)
                : await BodyWait.ReadAsync(inner, cancellationToken);
            Count(result);
            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw BodyFailures.Note(call, exception);
        }
    }

    private void Count(in ReadResult result)
    {
        _last = result.Buffer;
        if (_consumed + _last.Length > _limit)
        {
            inner.AdvanceTo(_last.Start, _last.End);
            throw BodyFailures.Note(call, new BodyException(BodyLimit.TooLarge(_limit), 413));
        }

        _isReading = true;
    }

    private void Advance(SequencePosition consumed)
    {
        _consumed += _last.Slice(0, consumed).Length;
        call.BodyBytes = _consumed;
        (_isReading, _last) = (false, default);
    }
}
