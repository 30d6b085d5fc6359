namespace Lintel.AspNetCore;

/// <summary>A request that waits for a slot.</summary>
internal sealed class FairWaiter
{
    /// <summary>True with a slot; false where too many wait.</summary>
    public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The waiting requests of several callers, each caller's in the order of arrival. Not thread-safe.</summary>
internal sealed class FairLane
{
    // In the order of their turns. It has at most as many entries as the queue has places, so that it is searched faster than any index is kept.
    private readonly LinkedList<Line> _turns = new();

    public int Count { get; private set; }

    /// <summary>The largest number of waiting items of one caller.</summary>
    public int Longest => _turns.Count == 0 ? 0 : _turns.Max(line => line.Waiters.Count);

    public FairWaiter Add(string caller)
    {
        var line = Find(caller)?.Value ?? _turns.AddLast(new Line(caller)).Value;
        var waiter = new FairWaiter();
        line.Waiters.AddLast(waiter);
        Count++;
        return waiter;
    }

    /// <summary>Takes the oldest request of the caller whose turn it is; null where none waits.</summary>
    public FairWaiter? TakeNext()
    {
        if (_turns.First is not { } turn)
        {
            return null;
        }

        var waiter = turn.Value.Waiters.First!.Value;
        turn.Value.Waiters.RemoveFirst();
        _turns.Remove(turn);
        if (turn.Value.Waiters.Count > 0)
        {
            _turns.AddLast(turn);
        }

        Count--;
        return waiter;
    }

    /// <summary>Takes the newest request of the caller that has the most; among equals of the one that came last.</summary>
    public FairWaiter DropNewestOfLongest()
    {
        var longest = _turns.Last!;
        for (var turn = longest.Previous; turn is not null; turn = turn.Previous)
        {
            if (turn.Value.Waiters.Count > longest.Value.Waiters.Count)
            {
                longest = turn;
            }
        }

        var waiter = longest.Value.Waiters.Last!.Value;
        Remove(longest, waiter);
        return waiter;
    }

    /// <summary>Removes a request.</summary>
    /// <returns>False where it does not wait any more.</returns>
    public bool Remove(string caller, FairWaiter waiter) => Find(caller) is { } turn && Remove(turn, waiter);

    private bool Remove(LinkedListNode<Line> turn, FairWaiter waiter)
    {
        if (!turn.Value.Waiters.Remove(waiter))
        {
            return false;
        }

        Count--;
        if (turn.Value.Waiters.Count == 0)
        {
            _turns.Remove(turn);
        }

        return true;
    }

    private LinkedListNode<Line>? Find(string caller)
    {
        var turn = _turns.First;
        while (turn is not null && turn.Value.Caller != caller)
        {
            turn = turn.Next;
        }

        return turn;
    }

    private sealed class Line(string caller)
    {
        public string Caller { get; } = caller;

        public LinkedList<FairWaiter> Waiters { get; } = new();
    }
}
