namespace Lintel.RateLimits;

/// <summary>
/// A window that begins with the first charged request and ends as a whole. A struct of 16 bytes, so that it lies in its slot: as an object it
/// took 48 bytes of its own and a miss of the cache.
/// </summary>
internal struct FixedCounter : ICounter
{
    private long _start;
    private int _count;
    private int _window;

    public int CountUsed(long now, long window)
    {
        if (now - _start >= window)
        {
            _count = 0;
        }
        else if (_start > now)
        {
            // The clock went back. Keeping the charges for a whole window from now is never too short.
            _start = now;
        }

        return _count;
    }

    public readonly long GetWait(long now, long window, int allow) => _count < allow ? 0 : GetTimeToEmptyOr(window, now, window);

    public readonly long GetTimeToEmpty(long now, long window) => GetTimeToEmptyOr(0, now, window);

    public ChargeStamp Charge(long now, long window, int serial)
    {
        if (_count == 0)
        {
            _start = now;
            _window = serial;
        }

        _count++;
        return new ChargeStamp(now, _window);
    }

    public void GiveBack(ChargeStamp stamp, long now, long window)
    {
        if (CountUsed(now, window) == 0 || stamp.Window != _window)
        {
            return;
        }

        _count--;
        if (stamp.At <= _start)
        {
            // The charge that began the window is gone; when the next one was made is not known. Were the window to end at its old time, charges
            // shortly before and after that time could reach twice the limit.
            _start = now;
        }
    }

    // The next charge gives the window another number, by which those that stood are known to be gone.
    public void Clear() => _count = 0;

    public readonly CounterState Export() => new(RateLimitKind.Fixed, _count == 0 ? [] : [new ChargeRun(_start, _start, _count)]);

    public void Absorb(CounterState state, long now, long window, int serial)
    {
        CountUsed(now, window);
        foreach (var run in state.Runs)
        {
            var last = Math.Min(run.Last, now);
            if (now - last >= window)
            {
                continue;
            }

            _start = _count == 0 ? last : Math.Max(_start, last);
            _count += run.Count;
        }

        _window = serial;
    }

    private readonly long GetTimeToEmptyOr(long whenEmpty, long now, long window) => _count == 0 ? whenEmpty : _start + window - now;
}
