using System.Collections.Concurrent;

namespace Lintel.RateLimits;

/// <summary>The counters of <see cref="RateLimitDurability.Checkpointed"/> policies that changed since they were written.</summary>
internal sealed class Checkpoints
{
    // The store joins writes that come together into one commit.
    private const int Together = 256;

    private readonly ConcurrentQueue<Change> _changes = new();

    /// <summary>Notes that a counter has changed. Whoever calls holds its stripe.</summary>
    public void Note(CounterTable table, in CounterClaim claim)
    {
        if (table.Policy.Durability == RateLimitDurability.Checkpointed && claim.Slots!.FindDurable(claim.Place) is { } counter && counter.NoteChange())
        {
            _changes.Enqueue(new Change(table, claim));
        }
    }

    /// <summary>Writes all counters that have changed by now. Where one cannot be written it stays noted, and the exception is thrown.</summary>
    public async Task SaveAsync(CounterCharger charger, DurableCounters store, CancellationToken cancellationToken)
    {
        var left = _changes.Count;
        var saves = new List<Task>(Math.Min(left, Together));
        while (left > 0)
        {
            for (; left > 0 && saves.Count < Together; left--)
            {
                if (_changes.TryDequeue(out var change))
                {
                    saves.Add(SaveAsync(change, charger, store, cancellationToken));
                }
            }

            await Task.WhenAll(saves);
            saves.Clear();
        }
    }

    private async Task SaveAsync(Change change, CounterCharger charger, DurableCounters store, CancellationToken cancellationToken)
    {
        // A counter that was let go holds no charge that stands. Its successor is noted by itself, and writing that one too does no harm.
        if (charger.FindDurableAgain(change.Table, change.Claim) is not { } counter)
        {
            return;
        }

        try
        {
            await counter.Gate.WaitAsync(cancellationToken);
            try
            {
                // First, so that a change while it is written is noted again.
                counter.ForgetChange();
                if (counter.Loaded)
                {
                    await store.SaveAsync(change.Table, counter, cancellationToken);
                }
            }
            finally
            {
                counter.Gate.Release();
            }
        }
        catch
        {
            counter.NoteChange();
            _changes.Enqueue(change);
            throw;
        }
    }

    private readonly record struct Change(CounterTable Table, CounterClaim Claim);
}
