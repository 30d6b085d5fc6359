namespace Lintel.RateLimits;

/// <summary>Counters of one stripe by their places, whatever their kind. Whoever calls a member holds the stripe.</summary>
internal abstract class CounterSlots
{
    /// <summary>Ticks until one more request passes, 0 for now.</summary>
    public abstract long GetWait(int place, long now, long window, int allow);

    /// <summary>How many charges stand, and the ticks until none does.</summary>
    public abstract (int Used, long TimeToEmpty) Describe(int place, long now, long window);

    /// <inheritdoc cref="ICounter.Charge"/>
    public abstract ChargeStamp Charge(int place, long now, long window, int serial);

    /// <inheritdoc cref="ICounter.GiveBack"/>
    public abstract void GiveBack(int place, ChargeStamp stamp, long now, long window);

    /// <inheritdoc cref="ICounter.Clear"/>
    public abstract void Clear(int place);

    /// <summary>The counter where it is kept in a store, or null.</summary>
    public abstract DurableCounter? FindDurable(int place);
}
