namespace Lintel.RateLimits;

/// <summary>Brings cells from the store and back. Whoever calls holds the gate of the cell.</summary>
internal sealed class DurableCells(string api, IRateLimitStore store, LimiterClock clock)
{
    /// <summary>Adds what the store has, at the first use of a cell.</summary>
    public async ValueTask LoadAsync(CellTable table, Cell cell, CancellationToken cancellationToken)
    {
        var durability = cell.Durability!;
        if (durability.Loaded)
        {
            return;
        }

        var bytes = await store.LoadAsync(api, table.Policy.Name, durability.Name, cancellationToken);
        if (bytes is not null)
        {
            lock (cell)
            {
                var now = clock.Now;
                cell.Absorb(CellState.Decode(bytes, clock.UtcTicks - now), now, table.Window);
            }
        }

        durability.Loaded = true;
    }

    public ValueTask SaveAsync(CellTable table, Cell cell, CancellationToken cancellationToken)
    {
        byte[] bytes;
        long expires;
        lock (cell)
        {
            var now = clock.Now;
            var utc = clock.UtcTicks;
            cell.CountUsed(now, table.Window);
            bytes = cell.Export().Encode(utc - now);
            expires = utc + cell.GetTimeToEmpty(now, table.Window);
        }

        return store.SaveAsync(api, table.Policy.Name, cell.Durability!.Name, bytes, new DateTimeOffset(expires, TimeSpan.Zero), cancellationToken);
    }
}
