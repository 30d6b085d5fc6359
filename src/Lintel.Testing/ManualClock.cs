using Microsoft.Extensions.Time.Testing;

namespace Lintel.Testing;

/// <summary>
/// A clock that stands still until a test moves it: <see cref="FakeTimeProvider"/>, whose time of day can also be set back without its timestamps and timers
/// going back.
/// </summary>
public sealed class ManualClock : FakeTimeProvider
{
    private long _setBackTicks;

    /// <summary>Creates a clock that shows a given time.</summary>
    /// <param name="start">The time that it shows at first.</param>
    public ManualClock(DateTimeOffset start)
        : base(start.ToUniversalTime())
    {
    }

    /// <summary>Creates a clock that shows the noon of a Wednesday.</summary>
    public ManualClock()
        : this(new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromTicks(Interlocked.Read(ref _setBackTicks));

    // The base class takes its timestamps from the time of day.
    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>
    /// Sets the clock. Forwards this is <see cref="FakeTimeProvider.Advance(TimeSpan)"/>; backwards only the time of day moves, as when an operator corrects
    /// it: timestamps and timers never go back.
    /// </summary>
    /// <param name="to">The time that it shows then.</param>
    public void Set(DateTimeOffset to)
    {
        var by = to - GetUtcNow();
        if (by < TimeSpan.Zero)
        {
            Interlocked.Add(ref _setBackTicks, -by.Ticks);
        }
        else
        {
            Advance(by);
        }
    }

    /// <summary>
    /// Creates a timer on this clock. A periodic one that the clock has passed more than a thousand times at once fires for the first and the last of these
    /// times only: a month would be millions of calls for a loop that looks each second, and no process is woken so often after a month of standing still.
    /// </summary>
    /// <param name="callback">What is called each time.</param>
    /// <param name="state">What the callback is given.</param>
    /// <param name="dueTime">The time until the first call.</param>
    /// <param name="period">The time between two calls.</param>
    /// <returns>The timer.</returns>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return period <= TimeSpan.Zero
            ? base.CreateTimer(callback, state, dueTime, period)
            : new RepeatedTimer(
                this, alarm => base.CreateTimer(alarm, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), () => callback(state), dueTime, period);
    }
}
