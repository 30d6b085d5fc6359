namespace Lintel.RateLimits;

/// <summary>Brings counters from the store and back. Whoever calls holds the gate of the counter.</summary>
internal sealed class DurableCounters(string api, IRateLimitStore store, RequestClock clock)
{
    /// <summary>Adds what the store has, at the first use of a counter.</summary>
    public async ValueTask LoadAsync(CounterTable table, DurableCounter counter, CancellationToken cancellationToken)
    {
        if (counter.Loaded)
        {
            return;
        }

        var bytes = await store.LoadAsync(api, table.Policy.Name, counter.Name, cancellationToken);
        if (bytes is not null)
        {
            Absorb(table, counter, bytes);
        }

        counter.Loaded = true;
    }

    public ValueTask SaveAsync(CounterTable table, DurableCounter counter, CancellationToken cancellationToken)
    {
        byte[] bytes;
        long expires;
        table.Enter(counter.Stripe);
        try
        {
            var now = table.NotBefore(counter.Stripe, clock.Now);
            var utc = clock.UtcTicks;
            counter.CountUsed(now, table.Window);
            bytes = counter.Export().Encode(utc - now);
            expires = utc + counter.GetTimeToEmpty(now, table.Window);
        }
        finally
        {
            table.Exit(counter.Stripe);
        }

        var stored = new StoredCounter(new StoredCounterName(table.Policy.Name, counter.Name), bytes, new DateTimeOffset(expires, TimeSpan.Zero));
        return store.SaveAsync(api, [stored], cancellationToken);
    }

    /// <summary>Writes a counter without charges in the place of the one that is stored.</summary>
    public ValueTask SaveEmptyAsync(CounterTable table, string name, CancellationToken cancellationToken)
    {
        var empty = new CounterState(table.Policy.Kind, []).Encode(toUtc: 0);
        var now = new DateTimeOffset(clock.UtcTicks, TimeSpan.Zero);
        return store.SaveAsync(api, [new StoredCounter(new StoredCounterName(table.Policy.Name, name), empty, now)], cancellationToken);
    }

    private void Absorb(CounterTable table, DurableCounter counter, byte[] bytes)
    {
        table.Enter(counter.Stripe);
        try
        {
            var now = table.NotBefore(counter.Stripe, clock.Now);
            counter.Absorb(CounterState.Decode(bytes, clock.UtcTicks - now), now, table.Window, table.NextSerial(counter.Stripe));
        }
        finally
        {
            table.Exit(counter.Stripe);
        }
    }
}
