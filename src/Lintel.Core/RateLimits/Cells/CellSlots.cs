namespace Lintel.RateLimits;

/// <summary>Cells of one stripe by their places, whatever their kind. Whoever calls a member holds the stripe.</summary>
internal abstract class CellSlots
{
    /// <summary>Ticks until one more request passes, 0 for now.</summary>
    public abstract long GetWait(int place, long now, long window, int allow);

    /// <summary>How many charges stand, and the ticks until none does.</summary>
    public abstract (int Used, long TimeToEmpty) Describe(int place, long now, long window);

    /// <inheritdoc cref="ICell.Charge"/>
    public abstract ChargeStamp Charge(int place, long now, long window, int serial);

    /// <inheritdoc cref="ICell.GiveBack"/>
    public abstract void GiveBack(int place, ChargeStamp stamp, long now, long window);

    /// <summary>The cell where it is kept in a store, or null.</summary>
    public abstract DurableCell? FindDurable(int place);
}
