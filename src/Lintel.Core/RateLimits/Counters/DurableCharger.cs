namespace Lintel.RateLimits;

/// <summary>
/// Charges requests that are under a durable policy whose counter is to be loaded or saved: the counters' gates are held from before the charge until the
/// store has it, or it is noted for the next checkpoint.
/// </summary>
internal sealed class DurableCharger(CounterTable[] tables, CounterCharger charger, DurableCounters store)
{
    /// <summary>Charges a request under all its policies, or none.</summary>
    /// <param name="requests">The policies, by ascending place.</param>
    /// <param name="claims">One for each; gets the charges that were made.</param>
    /// <param name="charge">false to decide only.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async ValueTask<ChargeOutcome> ChargeAsync(RateLimitClaim[] requests, CounterClaim[] claims, bool charge, CancellationToken cancellationToken)
    {
        await LoadSharedAsync(requests, cancellationToken);
        var counters = new DurableCounter?[requests.Length];
        while (true)
        {
            charger.FindAllDurable(requests, claims, counters);
            var entered = 0;
            try
            {
                for (; entered < counters.Length; entered++)
                {
                    await EnterAsync(tables[requests[entered].Policy], counters[entered], cancellationToken);
                }

                if (charger.TryChargeDurable(requests, claims, counters, charge, out var outcome))
                {
                    if (charge)
                    {
                        await SaveAsync(requests, claims, counters, outcome, cancellationToken);
                    }

                    return outcome;
                }
            }
            finally
            {
                while (entered > 0)
                {
                    counters[--entered]?.Gate.Release();
                }
            }
        }
    }

    /// <summary>Removes all charges of a caller, in the store and then in memory: where the store fails, they stand.</summary>
    /// <param name="request">The policy and the caller.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async ValueTask ResetAsync(RateLimitClaim request, CancellationToken cancellationToken)
    {
        var table = tables[request.Policy];
        var counters = new DurableCounter?[1];
        charger.FindAllDurable([request], new CounterClaim[1], counters);
        await EnterAsync(table, counters[0], cancellationToken);
        try
        {
            await store.SaveEmptyAsync(table, request.Partition.StoredName, cancellationToken);
            charger.Clear(table, request.Partition);
        }
        finally
        {
            counters[0]!.Gate.Release();
        }
    }

    /// <summary>Gives a charge back in memory and in the store.</summary>
    public async ValueTask GiveBackAsync(CounterTable table, CounterClaim claim)
    {
        if (charger.FindDurableAgain(table, claim) is not { } counter)
        {
            return;
        }

        await counter.Gate.WaitAsync();
        try
        {
            // A counter that is not the caller's any more was let go after its charges had left the window; saving it would undo its successor's, as
            // would saving a successor that is not loaded. Finding it also keeps it for another window, during which the save ends.
            if (!counter.Loaded || !ReferenceEquals(charger.FindDurableAgain(table, claim), counter))
            {
                return;
            }

            charger.GiveBack(table, claim);
            if (table.IsImmediate)
            {
                await store.SaveAsync(table, counter, CancellationToken.None);
            }
        }
        finally
        {
            counter.Gate.Release();
        }
    }

    /// <summary>Newcomers begin with the charges of the shared counter, so it has to be there before any of them.</summary>
    private async ValueTask LoadSharedAsync(RateLimitClaim[] requests, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
        {
            var table = tables[request.Policy];
            if (table.SharedDurable is { Loaded: false } shared)
            {
                await EnterAsync(table, shared, cancellationToken);
                shared.Gate.Release();
            }
        }
    }

    /// <summary>Enters the gate of a durable counter and loads it; where it throws the gate is left again.</summary>
    private async ValueTask EnterAsync(CounterTable table, DurableCounter? counter, CancellationToken cancellationToken)
    {
        if (counter is null)
        {
            return;
        }

        await counter.Gate.WaitAsync(cancellationToken);
        try
        {
            await store.LoadAsync(table, counter, cancellationToken);
        }
        catch
        {
            counter.Gate.Release();
            throw;
        }
    }

    private async ValueTask SaveAsync(
        RateLimitClaim[] requests, CounterClaim[] claims, DurableCounter?[] counters, ChargeOutcome outcome, CancellationToken cancellationToken)
    {
        if (!outcome.Admitted)
        {
            return;
        }

        try
        {
            for (var i = 0; i < requests.Length; i++)
            {
                if (counters[i] is { } counter && tables[requests[i].Policy].IsImmediate)
                {
                    await store.SaveAsync(tables[requests[i].Policy], counter, cancellationToken);
                }
            }
        }
        catch
        {
            for (var i = 0; i < requests.Length; i++)
            {
                charger.GiveBack(tables[requests[i].Policy], claims[i]);
            }

            throw;
        }
    }
}
