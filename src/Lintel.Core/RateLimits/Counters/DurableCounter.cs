namespace Lintel.RateLimits;

/// <summary>The counts of a caller that are kept in a store too.</summary>
/// <param name="name">The counter's name in the store.</param>
/// <param name="stripe">The stripe that guards it.</param>
/// <param name="counts">The counts themselves.</param>
internal sealed class DurableCounter(string name, int stripe, ICounter counts) : ICounter
{
    private bool _loaded;
    private int _changed;

    public string Name { get; } = name;

    public int Stripe { get; } = stripe;

    /// <summary>Held from before a charge until it is saved, so that the store sees the counter's states in their order.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>True once the stored charges are in the counter. Written by the holder of the gate.</summary>
    public bool Loaded
    {
        get => Volatile.Read(ref _loaded);
        set => Volatile.Write(ref _loaded, value);
    }

    /// <summary>Notes that the store does not have the counter as it is.</summary>
    /// <returns>False where that was noted before.</returns>
    public bool NoteChange() => Volatile.Read(ref _changed) == 0 && Interlocked.Exchange(ref _changed, 1) == 0;

    /// <summary>Takes back what <see cref="NoteChange"/> noted.</summary>
    public void ForgetChange() => Interlocked.Exchange(ref _changed, 0);

    public int CountUsed(long now, long window) => counts.CountUsed(now, window);

    public long GetWait(long now, long window, int allow) => counts.GetWait(now, window, allow);

    public long GetTimeToEmpty(long now, long window) => counts.GetTimeToEmpty(now, window);

    public ChargeStamp Charge(long now, long window, int serial) => counts.Charge(now, window, serial);

    public void GiveBack(ChargeStamp stamp, long now, long window) => counts.GiveBack(stamp, now, window);

    public void Clear() => counts.Clear();

    public CounterState Export() => counts.Export();

    public void Absorb(CounterState state, long now, long window, int serial) => counts.Absorb(state, now, window, serial);
}
