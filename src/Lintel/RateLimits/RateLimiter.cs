using System.Runtime.CompilerServices;

namespace Lintel.RateLimits;

/// <summary>The rate limit policies of one contract and their cells.</summary>
public sealed class RateLimiter
{
    private static readonly RateLimitAnswer Unlimited = new(Admitted: true, new RateLimitStatus(-1, 0, 0, 0), 0, null);

    private readonly CellTable[] _tables;
    private readonly LimiterClock _clock;
    private readonly DurableCells? _durable;

    /// <summary>Makes the limiter of a contract.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="policies">The contract's policies.</param>
    /// <param name="clock">The time.</param>
    /// <param name="store">Where durable policies keep their counts; may be null where there is no such policy.</param>
    /// <param name="maxCellsPerPolicy">How many callers a policy counts one by one; beyond it newcomers share one cell. <value>1,000,000</value></param>
    public RateLimiter(string api, IReadOnlyList<RateLimitPolicy> policies, TimeProvider clock, IRateLimitStore? store, int maxCellsPerPolicy = 1_000_000)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCellsPerPolicy, 1);
        if (store is null && policies.FirstOrDefault(policy => policy.Durable) is { } durable)
        {
            throw new ArgumentException($"The rate limit policy '{durable.Name}' of '{api}' is durable and needs a store.", nameof(store));
        }

        Policies = policies;
        _clock = new LimiterClock(clock);
        _durable = store is null ? null : new DurableCells(api, store, _clock);
        _tables = [.. policies.Select(policy => new CellTable(policy, _clock, maxCellsPerPolicy))];
    }

    /// <summary>The policies, by place.</summary>
    public IReadOnlyList<RateLimitPolicy> Policies { get; }

    /// <summary>Charges a request under all its policies, or none.</summary>
    /// <param name="requests">The policies that the request is under, at most 8, by ascending place.</param>
    /// <param name="cancellationToken">Gives up waiting for a durable policy's store.</param>
    public ValueTask<RateLimitAnswer> AcquireAsync(ReadOnlyMemory<RateLimitRequest> requests, CancellationToken cancellationToken) =>
        AcquireAsync(requests.Span, cancellationToken);

    /// <summary>
    /// Charges a request under all its policies, or none. Completes at once where no policy is durable, and then allocates nothing but the charge
    /// that can be given back, where there is one.
    /// </summary>
    /// <param name="requests">The policies that the request is under, at most 8, by ascending place; it is not read after the call has returned.</param>
    /// <param name="cancellationToken">Gives up waiting for a durable policy's store.</param>
    public ValueTask<RateLimitAnswer> AcquireAsync(ReadOnlySpan<RateLimitRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.IsEmpty)
        {
            return ValueTask.FromResult(Unlimited);
        }

        return HasDurablePolicy(requests) ? AcquireDurableAsync(requests.ToArray(), cancellationToken) : ValueTask.FromResult(Acquire(requests));
    }

    private bool HasDurablePolicy(ReadOnlySpan<RateLimitRequest> requests)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests.Length, RateLimitRequests.Capacity);
        var durable = false;
        var before = -1;
        foreach (ref readonly var request in requests)
        {
            if (request.Policy <= before)
            {
                // Cells are locked in this order; any other could end in two requests that wait for each other.
                throw new ArgumentException("The policies of a request are given once each, by ascending place.", nameof(requests));
            }

            before = request.Policy;
            durable |= _tables[before].Policy.Durable;
        }

        return durable;
    }

    private RateLimitAnswer Acquire(ReadOnlySpan<RateLimitRequest> requests)
    {
        var buffer = default(Leases);
        var leases = ((Span<CellLease>)buffer)[..requests.Length];
        Span<ChargeStamp> stamps = stackalloc ChargeStamp[requests.Length];
        Outcome outcome;
        do
        {
            Find(requests, leases);
        }
        while (!TryCharge(requests, leases, stamps, out outcome));

        return Answer(requests, leases, stamps, outcome);
    }

    private async ValueTask<RateLimitAnswer> AcquireDurableAsync(RateLimitRequest[] requests, CancellationToken cancellationToken)
    {
        await LoadOverflowAsync(requests, cancellationToken);
        var leases = new CellLease[requests.Length];
        var stamps = new ChargeStamp[requests.Length];
        while (true)
        {
            Find(requests, leases);
            var entered = 0;
            try
            {
                for (; entered < leases.Length; entered++)
                {
                    await EnterAsync(_tables[requests[entered].Policy], leases[entered].Cell, cancellationToken);
                }

                if (TryCharge(requests, leases, stamps, out var outcome))
                {
                    await SaveAsync(requests, leases, stamps, outcome, cancellationToken);
                    return Answer(requests, leases, stamps, outcome);
                }
            }
            finally
            {
                while (entered > 0)
                {
                    leases[--entered].Cell.Durability?.Gate.Release();
                }
            }
        }
    }

    /// <summary>Newcomers begin with the charges of the shared cell, so it has to be there before any of them.</summary>
    private async ValueTask LoadOverflowAsync(RateLimitRequest[] requests, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
        {
            var table = _tables[request.Policy];
            if (table.Overflow.Durability is { Loaded: false } durability)
            {
                await EnterAsync(table, table.Overflow, cancellationToken);
                durability.Gate.Release();
            }
        }
    }

    /// <summary>Enters the gate of a durable cell and loads it; where it throws the gate is left again.</summary>
    private async ValueTask EnterAsync(CellTable table, Cell cell, CancellationToken cancellationToken)
    {
        if (cell.Durability is not { } durability)
        {
            return;
        }

        await durability.Gate.WaitAsync(cancellationToken);
        try
        {
            await _durable!.LoadAsync(table, cell, cancellationToken);
        }
        catch
        {
            durability.Gate.Release();
            throw;
        }
    }

    private async ValueTask SaveAsync(
        RateLimitRequest[] requests, CellLease[] leases, ChargeStamp[] stamps, Outcome outcome, CancellationToken cancellationToken)
    {
        if (!outcome.Admitted)
        {
            return;
        }

        try
        {
            for (var i = 0; i < requests.Length; i++)
            {
                if (leases[i].Cell.Durability is not null)
                {
                    await _durable!.SaveAsync(_tables[requests[i].Policy], leases[i].Cell, cancellationToken);
                }
            }
        }
        catch
        {
            for (var i = 0; i < requests.Length; i++)
            {
                GiveBack(_tables[requests[i].Policy], leases[i].Cell, stamps[i]);
            }

            throw;
        }
    }

    private void Find(ReadOnlySpan<RateLimitRequest> requests, Span<CellLease> leases)
    {
        var now = _clock.Now;
        for (var i = 0; i < requests.Length; i++)
        {
            leases[i] = _tables[requests[i].Policy].Find(requests[i].Partition, now);
        }
    }

    /// <summary>Decides under the locks of all cells, and charges all of them where the request is admitted.</summary>
    /// <returns>False where a cell is not current any more; then nothing was charged.</returns>
    private bool TryCharge(ReadOnlySpan<RateLimitRequest> requests, ReadOnlySpan<CellLease> leases, Span<ChargeStamp> stamps, out Outcome outcome)
    {
        outcome = default;
        var locked = 0;
        try
        {
            for (; locked < leases.Length; locked++)
            {
                Monitor.Enter(leases[locked].Cell);
            }

            var now = _clock.Now;
            for (var i = 0; i < leases.Length; i++)
            {
                if (!_tables[requests[i].Policy].IsCurrent(leases[i]))
                {
                    return false;
                }
            }

            outcome = Decide(requests, leases, now);
            if (outcome.Admitted)
            {
                outcome = Charge(requests, leases, stamps, now);
            }

            return true;
        }
        finally
        {
            while (locked > 0)
            {
                Monitor.Exit(leases[--locked].Cell);
            }
        }
    }

    private Outcome Decide(ReadOnlySpan<RateLimitRequest> requests, ReadOnlySpan<CellLease> leases, long now)
    {
        var outcome = default(Outcome);
        for (var i = 0; i < requests.Length; i++)
        {
            var cell = leases[i].Cell;
            var window = _tables[requests[i].Policy].Window;
            var used = cell.CountUsed(now, window);
            var wait = cell.GetWait(now, window, requests[i].Allow);
            if (wait > outcome.Wait)
            {
                outcome = new Outcome(i, wait, used, cell.GetTimeToEmpty(now, window));
            }
        }

        return outcome;
    }

    private Outcome Charge(ReadOnlySpan<RateLimitRequest> requests, ReadOnlySpan<CellLease> leases, Span<ChargeStamp> stamps, long now)
    {
        for (var i = 0; i < requests.Length; i++)
        {
            stamps[i] = leases[i].Cell.Charge(now, _tables[requests[i].Policy].Window);
        }

        var first = leases[0].Cell;
        var window = _tables[requests[0].Policy].Window;
        return new Outcome(0, 0, first.CountUsed(now, window), first.GetTimeToEmpty(now, window));
    }

    private RateLimitAnswer Answer(
        ReadOnlySpan<RateLimitRequest> requests, ReadOnlySpan<CellLease> leases, ReadOnlySpan<ChargeStamp> stamps, Outcome outcome)
    {
        var request = requests[outcome.Place];
        var retryAfter = CountSeconds(outcome.Wait);
        var status = new RateLimitStatus(
            request.Policy,
            request.Allow,
            (int)Math.Max(0, (long)request.Allow - outcome.Used),
            CountSeconds(_clock.UtcTicks + outcome.TimeToEmpty - DateTime.UnixEpoch.Ticks))
        {
            ResetAfter = (int)(outcome.Admitted ? CountSeconds(outcome.TimeToEmpty) : retryAfter),
        };
        return new RateLimitAnswer(outcome.Admitted, status, (int)retryAfter, outcome.Admitted ? MakeCharge(requests, leases, stamps) : null);
    }

    private LimiterCharge? MakeCharge(ReadOnlySpan<RateLimitRequest> requests, ReadOnlySpan<CellLease> leases, ReadOnlySpan<ChargeStamp> stamps)
    {
        LimiterCharge? charge = null;
        for (var i = 0; i < requests.Length; i++)
        {
            var table = _tables[requests[i].Policy];
            if (table.Policy.ChargeSuccessOnly)
            {
                charge = new LimiterCharge(this, table, requests[i].Partition, leases[i].Cell, stamps[i], charge);
            }
        }

        return charge;
    }

    private void GiveBack(CellTable table, Cell cell, ChargeStamp stamp)
    {
        lock (cell)
        {
            cell.GiveBack(stamp, _clock.Now, table.Window);
        }
    }

    private async ValueTask GiveBackDurablyAsync(CellTable table, RateLimitKey key, Cell cell, ChargeStamp stamp)
    {
        await cell.Durability!.Gate.WaitAsync();
        try
        {
            // A cell that is not the caller's any more was let go after its charges had left the window; saving it would undo its successor's.
            // Finding it also keeps it for another window, during which the save ends.
            if (!ReferenceEquals(table.Find(key, _clock.Now).Cell, cell))
            {
                return;
            }

            GiveBack(table, cell, stamp);
            await _durable!.SaveAsync(table, cell, CancellationToken.None);
        }
        finally
        {
            cell.Durability.Gate.Release();
        }
    }

    private static long CountSeconds(long ticks) => (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    /// <summary>What was found under the locks.</summary>
    /// <param name="Place">The place of the request that the status is about.</param>
    /// <param name="Wait">Ticks until the request passes; 0 where it does.</param>
    /// <param name="Used">How many charges stand.</param>
    /// <param name="TimeToEmpty">Ticks until none stands.</param>
    private readonly record struct Outcome(int Place, long Wait, int Used, long TimeToEmpty)
    {
        public bool Admitted => Wait == 0;
    }

    [InlineArray(RateLimitRequests.Capacity)]
    private struct Leases
    {
        private CellLease _first;
    }

    /// <summary>A charge under one policy, and those under others.</summary>
    private sealed class LimiterCharge(RateLimiter limiter, CellTable table, RateLimitKey key, Cell cell, ChargeStamp stamp, LimiterCharge? next)
        : RateLimitCharge
    {
        private int _givenBack;

        public override async ValueTask GiveBackAsync()
        {
            if (Interlocked.Exchange(ref _givenBack, 1) != 0)
            {
                return;
            }

            try
            {
                if (cell.Durability is null)
                {
                    limiter.GiveBack(table, cell, stamp);
                }
                else
                {
                    await limiter.GiveBackDurablyAsync(table, key, cell, stamp);
                }
            }
            finally
            {
                if (next is not null)
                {
                    await next.GiveBackAsync();
                }
            }
        }
    }
}
