namespace Lintel.RateLimits;

/// <summary>The times of charges, oldest first, in a ring that grows with them.</summary>
internal struct TimestampRing
{
    /// <summary>The most times that a ring holds; a power of two.</summary>
    public const int Capacity = 1024;

    private const int Smallest = 4;

    // A ring that was large once is let go when it is empty.
    private const int KeptWhenEmpty = 64;

    private long[]? _times;
    private int _head;

    public int Count { get; private set; }

    public int Prune(long now, long window)
    {
        while (Count > 0 && now - GetTime(0) >= window)
        {
            _head = (_head + 1) & (_times!.Length - 1);
            Count--;
        }

        if (Count == 0 && _times?.Length > KeptWhenEmpty)
        {
            _times = null;
            _head = 0;
        }

        // Only a clock that went back makes charges of the future. Keeping them for a whole window from now is never too short.
        for (var place = Count - 1; place >= 0 && GetTime(place) > now; place--)
        {
            _times![Index(place)] = now;
        }

        return Count;
    }

    public readonly long GetTime(int place) => _times![Index(place)];

    public void Add(long time)
    {
        if (_times is null || Count == _times.Length)
        {
            Grow();
        }

        _times![Index(Count)] = time;
        Count++;
    }

    public void Remove(long time)
    {
        for (var place = Count - 1; place >= 0; place--)
        {
            if (GetTime(place) != time)
            {
                continue;
            }

            for (; place < Count - 1; place++)
            {
                _times![Index(place)] = GetTime(place + 1);
            }

            Count--;
            return;
        }
    }

    public readonly IEnumerable<ChargeRun> Runs()
    {
        var ring = this;
        return Enumerable.Range(0, Count).Select(place => new ChargeRun(ring.GetTime(place), ring.GetTime(place), 1));
    }

    private readonly int Index(int place) => (_head + place) & (_times!.Length - 1);

    private void Grow()
    {
        var larger = new long[_times is null ? Smallest : _times.Length * 2];
        for (var place = 0; place < Count; place++)
        {
            larger[place] = GetTime(place);
        }

        _times = larger;
        _head = 0;
    }
}
