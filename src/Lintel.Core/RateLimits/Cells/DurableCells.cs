using Lintel.Requests;

namespace Lintel.RateLimits;

/// <summary>Brings cells from the store and back. Whoever calls holds the gate of the cell.</summary>
internal sealed class DurableCells(string api, IRateLimitStore store, RequestClock clock)
{
    /// <summary>Adds what the store has, at the first use of a cell.</summary>
    public async ValueTask LoadAsync(CellTable table, DurableCell cell, CancellationToken cancellationToken)
    {
        if (cell.Loaded)
        {
            return;
        }

        var bytes = await store.LoadAsync(api, table.Policy.Name, cell.Name, cancellationToken);
        if (bytes is not null)
        {
            Absorb(table, cell, bytes);
        }

        cell.Loaded = true;
    }

    public ValueTask SaveAsync(CellTable table, DurableCell cell, CancellationToken cancellationToken)
    {
        byte[] bytes;
        long expires;
        table.Enter(cell.Stripe);
        try
        {
            var now = table.NotBefore(cell.Stripe, clock.Now);
            var utc = clock.UtcTicks;
            cell.CountUsed(now, table.Window);
            bytes = cell.Export().Encode(utc - now);
            expires = utc + cell.GetTimeToEmpty(now, table.Window);
        }
        finally
        {
            table.Exit(cell.Stripe);
        }

        return store.SaveAsync(api, table.Policy.Name, cell.Name, bytes, new DateTimeOffset(expires, TimeSpan.Zero), cancellationToken);
    }

    private void Absorb(CellTable table, DurableCell cell, byte[] bytes)
    {
        table.Enter(cell.Stripe);
        try
        {
            var now = table.NotBefore(cell.Stripe, clock.Now);
            cell.Absorb(CellState.Decode(bytes, clock.UtcTicks - now), now, table.Window, table.NextSerial(cell.Stripe));
        }
        finally
        {
            table.Exit(cell.Stripe);
        }
    }
}
