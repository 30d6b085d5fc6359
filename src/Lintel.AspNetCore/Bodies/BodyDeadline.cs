using System.IO.Pipelines;
using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>
/// The time by which a body that is read as a whole must have arrived, counted from the beginning of its request: however slowly it comes, it holds
/// its memory and its connection no longer.
/// </summary>
internal sealed class BodyDeadline(TimeProvider time, LintelOptions options)
{
    /// <summary>Waits for more of a body, at most until the deadline.</summary>
    /// <exception cref="BodyException">The deadline has passed.</exception>
    public ValueTask<ReadResult> ReadAsync(PipeReader reader, ApiCall call, CancellationToken cancellationToken) =>
        ReadAsync(reader.ReadAsync, call, cancellationToken);

    /// <inheritdoc cref="ReadAsync(PipeReader, ApiCall, CancellationToken)"/>
    public async ValueTask<T> ReadAsync<T>(Func<CancellationToken, ValueTask<T>> read, ApiCall call, CancellationToken cancellationToken)
    {
        if (options.BodyDeadline == Timeout.InfiniteTimeSpan)
        {
            return await read(cancellationToken);
        }

        var left = options.BodyDeadline - TimeSpan.FromTicks(call.Runtime.Clock.Now - call.Started);
        if (left <= TimeSpan.Zero)
        {
            throw Passed();
        }

        using var late = new CancellationTokenSource(left, time);
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token) : null;
        try
        {
            return await read((either ?? late).Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Passed();
        }
    }

    private BodyException Passed() =>
        new(Refusal.Unreadable(Condition.RequestUnreadable, $"The request body did not arrive within {options.BodyDeadline.TotalSeconds:0.###} seconds."), 408);
}
