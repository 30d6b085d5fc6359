namespace Lintel.Testing;

/// <summary>A periodic timer of a <see cref="ManualClock"/>: an alarm that is set anew each time.</summary>
internal sealed class RepeatedTimer : ITimer
{
    private const long MostCalls = 1_000;

    private readonly Lock _gate = new();
    private readonly ManualClock _clock;
    private readonly Action _call;
    private readonly ITimer _alarm;
    private long _due;
    private long _period;

    /// <summary>Starts the timer.</summary>
    /// <param name="clock">The clock; its timestamps are ticks of <see cref="TimeSpan"/>.</param>
    /// <param name="makeAlarm">Makes a timer of that clock that is not set.</param>
    /// <param name="call">What is called each time.</param>
    /// <param name="dueTime">The time until the first call.</param>
    /// <param name="period">The time between two calls; above zero.</param>
    public RepeatedTimer(ManualClock clock, Func<TimerCallback, ITimer> makeAlarm, Action call, TimeSpan dueTime, TimeSpan period)
    {
        _clock = clock;
        _call = call;
        _alarm = makeAlarm(_ => Ring());
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _due = _clock.GetTimestamp() + dueTime.Ticks;
            _period = period.Ticks;
            return _alarm.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _alarm.Dispose();

    public ValueTask DisposeAsync() => _alarm.DisposeAsync();

    private void Ring()
    {
        lock (_gate)
        {
            if (_period > 0)
            {
                var now = _clock.GetTimestamp();
                var passed = (now - _due) / _period;
                _due += _period * (passed > MostCalls ? passed : 1);
                _alarm.Change(TimeSpan.FromTicks(Math.Max(0, _due - now)), Timeout.InfiniteTimeSpan);
            }
        }

        _call();
    }
}
