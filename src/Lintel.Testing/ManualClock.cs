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
}
