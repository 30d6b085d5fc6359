namespace Lintel.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers fall due while it is moved, in the order of their times, on the thread that moves it.
/// </summary>
/// <param name="start">The time that it shows at first.</param>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start.ToUniversalTime();
    private long _elapsed;

    /// <summary>A clock that shows a noon in the middle of a week.</summary>
    public ManualClock()
        : this(new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed;
        }
    }

    /// <summary>Moves the clock on and calls every timer that falls due on the way.</summary>
    /// <param name="by">How far; not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target;
        lock (_lock)
        {
            target = _elapsed + by.Ticks;
        }

        while (TakeNextDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            MoveTo(target);
        }
    }

    /// <summary>
    /// Sets the clock. Forwards this is <see cref="Advance"/>; backwards only the time of day moves, as when an operator corrects it: timestamps and
    /// timers never go back.
    /// </summary>
    /// <param name="to">The time that it shows then.</param>
    public void Set(DateTimeOffset to)
    {
        TimeSpan by;
        lock (_lock)
        {
            by = to - _now;
            if (by < TimeSpan.Zero)
            {
                _now = to.ToUniversalTime();
                return;
            }
        }

        Advance(by);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void MoveTo(long elapsed)
    {
        if (elapsed > _elapsed)
        {
            _now += TimeSpan.FromTicks(elapsed - _elapsed);
            _elapsed = elapsed;
        }
    }

    private ManualTimer? TakeNextDue(long target)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (next is null)
            {
                return null;
            }

            MoveTo(next.Due);
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period.Ticks;
            }
            else
            {
                _timers.Remove(next);
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public long Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                if (_disposed)
                {
                    return false;
                }

                clock._timers.Remove(this);
                Period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = clock._elapsed + dueTime.Ticks;
                clock._timers.Add(this);
            }

            if (dueTime == TimeSpan.Zero)
            {
                clock.Advance(TimeSpan.Zero);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
