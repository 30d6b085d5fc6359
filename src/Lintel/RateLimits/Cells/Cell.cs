namespace Lintel.RateLimits;

/// <summary>The counts of one caller under one policy. Whoever calls a member holds the lock on the cell.</summary>
/// <param name="durability">How the cell is kept in a store; null where it is not.</param>
internal abstract class Cell(Durability? durability)
{
    public Durability? Durability { get; } = durability;

    /// <summary>How many charges stand in the window; forgets those that are out of it.</summary>
    public abstract int CountUsed(long now, long window);

    /// <summary>Ticks until one more request passes, 0 for now. To be called after <see cref="CountUsed"/> with the same time.</summary>
    public abstract long GetWait(long now, long window, int allow);

    /// <summary>Ticks until no charge stands any more. To be called after <see cref="CountUsed"/> with the same time.</summary>
    public abstract long GetTimeToEmpty(long now, long window);

    /// <summary>Adds a charge. To be called after <see cref="CountUsed"/> with the same time.</summary>
    public abstract ChargeStamp Charge(long now, long window);

    /// <summary>Takes a charge out again, where it still stands.</summary>
    public abstract void GiveBack(ChargeStamp stamp, long now, long window);

    /// <summary>Everything that stands in the cell.</summary>
    public abstract CellState Export();

    /// <summary>Adds charges of another cell or of a store; on the safe side, where the kinds differ.</summary>
    public abstract void Absorb(CellState state, long now, long window);
}

/// <summary>Which charge it was.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Window">The number of its fixed window; 0 for a rolling one.</param>
internal readonly record struct ChargeStamp(long At, int Window);
