namespace Lintel.RateLimits;

/// <summary>The counts of one caller under one policy. Whoever calls a member holds the stripe of the counter.</summary>
internal interface ICounter
{
    /// <summary>How many charges stand in the window; forgets those that are out of it.</summary>
    int CountUsed(long now, long window);

    /// <summary>Ticks until one more request passes, 0 for now. To be called after <see cref="CountUsed"/> with the same time.</summary>
    long GetWait(long now, long window, int allow);

    /// <summary>Ticks until no charge stands any more. To be called after <see cref="CountUsed"/> with the same time.</summary>
    long GetTimeToEmpty(long now, long window);

    /// <summary>Adds a charge. To be called after <see cref="CountUsed"/> with the same time.</summary>
    /// <param name="now">The time of the charge.</param>
    /// <param name="window">The policy's window.</param>
    /// <param name="serial">A number that no earlier charge in the stripe had; a fixed window that begins with this charge is known by it.</param>
    ChargeStamp Charge(long now, long window, int serial);

    /// <summary>Takes a charge out again, where it still stands.</summary>
    void GiveBack(ChargeStamp stamp, long now, long window);

    /// <summary>Removes all charges. One that was made before is not given back to those that are made later.</summary>
    void Clear();

    /// <summary>Everything that stands in the counter.</summary>
    CounterState Export();

    /// <summary>Adds charges of another counter or of a store; on the safe side, where the kinds differ.</summary>
    void Absorb(CounterState state, long now, long window, int serial);
}

/// <summary>Which charge it was.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Window">The number of its fixed window; 0 for a rolling one.</param>
internal readonly record struct ChargeStamp(long At, int Window);
