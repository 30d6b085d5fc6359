namespace Lintel.RateLimits;

/// <summary>
/// Charges counted by sub-windows, oldest first. All charges of a sub-window leave together, with the last of them, so that the count is never
/// below the truth; the price is that the earlier ones leave late, by less than the sub-window's width.
/// </summary>
/// <param name="width">The longest time between the first and the last charge of a sub-window, in ticks.</param>
internal sealed class BucketRing(long width)
{
    private const int SubWindows = 256;

    private ChargeRun[] _runs = new ChargeRun[16];
    private int _head;
    private int _count;

    /// <summary>How many charges stand in the window.</summary>
    public int Used { get; private set; }

    public static long GetWidth(long window) => Math.Max(1, window / SubWindows);

    public int Prune(long now, long window)
    {
        while (_count > 0 && now - At(0).Last >= window)
        {
            Used -= At(0).Count;
            _head = (_head + 1) & (_runs.Length - 1);
            _count--;
        }

        for (var place = _count - 1; place >= 0 && At(place).Last > now; place--)
        {
            At(place) = At(place).NotAfter(now);
        }

        return Used;
    }

    public void Add(ChargeRun run)
    {
        Used += run.Count;
        if (_count > 0)
        {
            ref var newest = ref At(_count - 1);
            if (run.Last - newest.First < width)
            {
                newest = new ChargeRun(newest.First, run.Last, newest.Count + run.Count);
                return;
            }
        }

        if (_count == _runs.Length)
        {
            Grow();
        }

        _count++;
        At(_count - 1) = run;
    }

    public void Remove(long time)
    {
        for (var place = _count - 1; place >= 0; place--)
        {
            ref var run = ref At(place);
            if (run.First <= time && time <= run.Last && run.Count > 0)
            {
                run = run with { Count = run.Count - 1 };
                Used--;
                return;
            }
        }
    }

    /// <summary>The time by which the charge in this place leaves, places counted from the oldest.</summary>
    public long GetTime(int charge)
    {
        var place = 0;
        while (charge >= At(place).Count)
        {
            charge -= At(place).Count;
            place++;
        }

        return At(place).Last;
    }

    public IEnumerable<ChargeRun> Runs() => Enumerable.Range(0, _count).Select(place => At(place)).Where(run => run.Count > 0);

    private ref ChargeRun At(int place) => ref _runs[(_head + place) & (_runs.Length - 1)];

    private void Grow()
    {
        var larger = new ChargeRun[_runs.Length * 2];
        for (var place = 0; place < _count; place++)
        {
            larger[place] = At(place);
        }

        _runs = larger;
        _head = 0;
    }
}
