using System.IO.Pipelines;

namespace Lintel.AspNetCore;

/// <summary>
/// The time by which a body that is read as a whole must have arrived, counted from the beginning of its request: however slowly it comes, it holds
/// its memory and its connection no longer.
/// </summary>
internal sealed class BodyDeadline(TimeProvider time, LintelOptions options)
{
    /// <summary>Waits for more of a body, at most until the deadline. The reader can be read on after that.</summary>
    /// <exception cref="BodyException">The deadline has passed.</exception>
    public async ValueTask<ReadResult> ReadAsync(PipeReader reader, ApiCall call, CancellationToken cancellationToken)
    {
        if (options.BodyDeadline == Timeout.InfiniteTimeSpan)
        {
            return await BodyWait.ReadAsync(reader, cancellationToken);
        }

        using var late = new CancellationTokenSource(Left(call), time);
        ReadResult result;
        using (BodyWait.CancelWith(reader, late.Token))
        {
            result = await BodyWait.ReadAsync(reader, cancellationToken);
        }

        if (!late.IsCancellationRequested || result.IsCompleted)
        {
            return result;
        }

        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        throw Passed();
    }

    /// <summary>Waits for more of a body that is no pipe, at most until the deadline.</summary>
    /// <exception cref="BodyException">The deadline has passed.</exception>
    public async ValueTask<int> ReadAsync(Stream stream, Memory<byte> destination, ApiCall call, CancellationToken cancellationToken)
    {
        if (options.BodyDeadline == Timeout.InfiniteTimeSpan)
        {
            return await stream.ReadAsync(destination, cancellationToken);
        }

        using var late = new CancellationTokenSource(Left(call), time);
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token) : null;
        try
        {
            return await stream.ReadAsync(destination, (either ?? late).Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Passed();
        }
    }

    private TimeSpan Left(ApiCall call)
    {
        var left = options.BodyDeadline - TimeSpan.FromTicks(call.Runtime.Clock.Now - call.Started);
        return left > TimeSpan.Zero ? left : throw Passed();
    }

    private BodyException Passed() =>
        new(Refusal.Unreadable(Condition.RequestUnreadable, $"The request body did not arrive within {options.BodyDeadline.TotalSeconds:0.###} seconds."), 408);
}
