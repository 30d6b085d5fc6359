namespace Lintel.RateLimits;

/// <summary>
/// Charges requests that are under a durable policy whose cell is to be loaded or saved: the cells' gates are held from before the charge until the store has
/// it, or it is noted for the next checkpoint.
/// </summary>
internal sealed class DurableCharger(CellTable[] tables, CellCharger charger, DurableCells store)
{
    /// <summary>Charges a request under all its policies, or none.</summary>
    /// <param name="requests">The policies, by ascending place.</param>
    /// <param name="claims">One for each; gets the charges that were made.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async ValueTask<ChargeOutcome> ChargeAsync(RateLimitRequest[] requests, CellClaim[] claims, CancellationToken cancellationToken)
    {
        await LoadSharedAsync(requests, cancellationToken);
        var cells = new DurableCell?[requests.Length];
        while (true)
        {
            charger.FindAllDurable(requests, claims, cells);
            var entered = 0;
            try
            {
                for (; entered < cells.Length; entered++)
                {
                    await EnterAsync(tables[requests[entered].Policy], cells[entered], cancellationToken);
                }

                if (charger.TryChargeDurable(requests, claims, cells, out var outcome))
                {
                    await SaveAsync(requests, claims, cells, outcome, cancellationToken);
                    return outcome;
                }
            }
            finally
            {
                while (entered > 0)
                {
                    cells[--entered]?.Gate.Release();
                }
            }
        }
    }

    /// <summary>Gives a charge back in memory and in the store.</summary>
    public async ValueTask GiveBackAsync(CellTable table, CellClaim claim)
    {
        if (charger.FindDurableAgain(table, claim) is not { } cell)
        {
            return;
        }

        await cell.Gate.WaitAsync();
        try
        {
            // A cell that is not the caller's any more was let go after its charges had left the window; saving it would undo its successor's, as
            // would saving a successor that is not loaded. Finding it also keeps it for another window, during which the save ends.
            if (!cell.Loaded || !ReferenceEquals(charger.FindDurableAgain(table, claim), cell))
            {
                return;
            }

            charger.GiveBack(table, claim);
            if (table.IsImmediate)
            {
                await store.SaveAsync(table, cell, CancellationToken.None);
            }
        }
        finally
        {
            cell.Gate.Release();
        }
    }

    /// <summary>Newcomers begin with the charges of the shared cell, so it has to be there before any of them.</summary>
    private async ValueTask LoadSharedAsync(RateLimitRequest[] requests, CancellationToken cancellationToken)
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

    /// <summary>Enters the gate of a durable cell and loads it; where it throws the gate is left again.</summary>
    private async ValueTask EnterAsync(CellTable table, DurableCell? cell, CancellationToken cancellationToken)
    {
        if (cell is null)
        {
            return;
        }

        await cell.Gate.WaitAsync(cancellationToken);
        try
        {
            await store.LoadAsync(table, cell, cancellationToken);
        }
        catch
        {
            cell.Gate.Release();
            throw;
        }
    }

    private async ValueTask SaveAsync(
        RateLimitRequest[] requests, CellClaim[] claims, DurableCell?[] cells, ChargeOutcome outcome, CancellationToken cancellationToken)
    {
        if (!outcome.Admitted)
        {
            return;
        }

        try
        {
            for (var i = 0; i < requests.Length; i++)
            {
                if (cells[i] is { } cell && tables[requests[i].Policy].IsImmediate)
                {
                    await store.SaveAsync(tables[requests[i].Policy], cell, cancellationToken);
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
