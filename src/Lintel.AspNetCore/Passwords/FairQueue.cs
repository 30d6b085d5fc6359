namespace Lintel.AspNetCore;

/// <summary>
/// Lends a fixed number of slots to callers in turn. It is bounded: when too many wait, the caller with the most waiting requests loses the newest of
/// them, so that one with few is never refused because of one with many. Thread-safe.
/// </summary>
/// <param name="slots">How many slots there are.</param>
/// <param name="capacity">How many may wait.</param>
internal sealed class FairQueue(int slots, int capacity)
{
    private readonly Lock _gate = new();
    private readonly FairLane _known = new();
    private readonly FairLane _unknown = new();
    private int _free = slots;
    private bool _unknownIsNext;

    /// <summary>The number of items that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _known.Count + _unknown.Count;
            }
        }
    }

    /// <summary>Waits for a slot.</summary>
    /// <returns>True with a slot, which must be returned by <see cref="Leave"/>; false where too many wait.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up; it has no slot.</exception>
    public async ValueTask<bool> EnterAsync(PasswordCaller caller, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FairWaiter waiter;
        FairWaiter? dropped = null;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }

            waiter = LaneOf(caller).Add(caller.Name);
            if (_known.Count + _unknown.Count > capacity)
            {
                // Among callers with equally many, the unknown give way to the known.
                dropped = (_unknown.Longest >= _known.Longest ? _unknown : _known).DropNewestOfLongest();
            }
        }

        dropped?.Answer.TrySetResult(false);
        await using (cancellationToken.Register(() => Cancel(caller, waiter, cancellationToken)))
        {
            return await waiter.Answer.Task;
        }
    }

    /// <summary>Returns a slot, which the next caller gets.</summary>
    public void Leave()
    {
        FairWaiter? next;
        lock (_gate)
        {
            next = TakeNext();
            if (next is null)
            {
                _free++;
            }
        }

        next?.Answer.TrySetResult(true);
    }

    private FairLane LaneOf(PasswordCaller caller) => caller.IsKnown ? _known : _unknown;

    private FairWaiter? TakeNext()
    {
        var (first, second) = _unknownIsNext ? (_unknown, _known) : (_known, _unknown);
        _unknownIsNext = !_unknownIsNext;
        return first.TakeNext() ?? second.TakeNext();
    }

    // One that was given a slot in the meantime keeps it: its answer is set, and the caller returns the slot.
    private void Cancel(PasswordCaller caller, FairWaiter waiter, CancellationToken cancellationToken)
    {
        bool removed;
        lock (_gate)
        {
            removed = LaneOf(caller).Remove(caller.Name, waiter);
        }

        if (removed)
        {
            waiter.Answer.TrySetCanceled(cancellationToken);
        }
    }
}
