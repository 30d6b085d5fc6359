namespace Lintel.RateLimits;

/// <summary>
/// A window that is always the time just past. Exact while no more than <see cref="TimestampRing.Capacity"/> charges stand in it; above that the
/// charges are counted in sub-windows until the counter is empty again.
/// </summary>
internal sealed class RollingCounter : ICounter
{
    private TimestampRing _ring;
    private BucketRing? _buckets;

    public int CountUsed(long now, long window)
    {
        if (_buckets is null)
        {
            return _ring.Prune(now, window);
        }

        var used = _buckets.Prune(now, window);
        if (used == 0)
        {
            _buckets = null;
        }

        return used;
    }

    public long GetWait(long now, long window, int allow)
    {
        var used = _buckets?.Used ?? _ring.Count;
        if (used < allow)
        {
            return 0;
        }

        // A limit below 1 never has room; a whole window is as good a wait as any.
        return allow < 1 ? window : GetExpiry(used - allow, window) - now;
    }

    public long GetTimeToEmpty(long now, long window)
    {
        var used = _buckets?.Used ?? _ring.Count;
        return used == 0 ? 0 : GetExpiry(used - 1, window) - now;
    }

    public ChargeStamp Charge(long now, long window, int serial)
    {
        if (_buckets is null && _ring.Count == TimestampRing.Capacity)
        {
            ReplaceBy([.. Runs()], BucketRing.GetWidth(window));
        }

        if (_buckets is null)
        {
            _ring.Add(now);
        }
        else
        {
            _buckets.Add(new ChargeRun(now, now, 1));
        }

        return new ChargeStamp(now, 0);
    }

    public void GiveBack(ChargeStamp stamp, long now, long window)
    {
        if (_buckets is null)
        {
            _ring.Remove(stamp.At);
        }
        else
        {
            _buckets.Remove(stamp.At);
        }
    }

    public void Clear()
    {
        _ring = default;
        _buckets = null;
    }

    public CounterState Export() => new(RateLimitKind.Rolling, [.. Runs()]);

    public void Absorb(CounterState state, long now, long window, int serial)
    {
        CountUsed(now, window);

        // A fixed window does not tell when its charges were made; now is never too early.
        var added = state.Runs.Select(run => state.Kind == RateLimitKind.Fixed ? new ChargeRun(now, now, run.Count) : run.NotAfter(now))
            .Where(run => now - run.Last < window);
        ChargeRun[] all = [.. Runs().Concat(added).OrderBy(run => run.Last)];
        if (all.Sum(run => (long)run.Count) > TimestampRing.Capacity)
        {
            ReplaceBy(all, BucketRing.GetWidth(window));
            return;
        }

        _buckets = null;
        _ring = default;
        foreach (var run in all)
        {
            for (var i = 0; i < run.Count; i++)
            {
                _ring.Add(run.Last);
            }
        }
    }

    private long GetExpiry(int place, long window) => (_buckets?.GetTime(place) ?? _ring.GetTime(place)) + window;

    private IEnumerable<ChargeRun> Runs() => _buckets?.Runs() ?? _ring.Runs();

    private void ReplaceBy(ChargeRun[] runs, long width)
    {
        _ring = default;
        _buckets = new BucketRing(width);
        foreach (var run in runs)
        {
            _buckets.Add(run);
        }
    }
}
