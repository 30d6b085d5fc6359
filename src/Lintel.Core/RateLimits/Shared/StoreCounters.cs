namespace Lintel.RateLimits;

/// <summary>Counters in the store, decided there in a transaction: for policies whose counts must not be lost, and few enough to wait for it.</summary>
/// <param name="api">The contract's name.</param>
/// <param name="store">The store.</param>
internal sealed class StoreCounters(string api, IRateLimitStore store) : IOuterCounters
{
    private const int CallsToRemove = 10;
    private const int Turns = 64;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];

    private int _calls;

    /// <inheritdoc/>
    public IReadOnlyList<SharedClaim[]> Divide(SharedClaim[] claims) => [claims];

    /// <inheritdoc/>
    public async ValueTask<SharedFindings> ChargeAsync(SharedClaim[] claims, ChargeTerms terms, CancellationToken cancellationToken)
    {
        // Callers of one counter wait for each other in the store, where each would hold a connection.
        var turn = _turns[(uint)StringComparer.Ordinal.GetHashCode(claims[0].Counter) % Turns];
        if (!await turn.WaitAsync(LongestTurn, cancellationToken))
        {
            throw new StoreUnavailableException($"The store counts too slowly for all the requests under the rate limit policy '{claims[0].Policy.Name}'.");
        }

        try
        {
            return await store.ChangeAsync(api, NamesOf(claims), (states, utcNow) => Decide(claims, states, utcNow, terms.Charge), cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(SharedClaim claim, CancellationToken cancellationToken)
    {
        SharedClaim[] claims = [claim];
        await store.ChangeAsync(
            api,
            NamesOf(claims),
            (_, utcNow) => new StoredChange<bool>(Result: true, [new StateCounter(claim.Policy, state: null, utcNow.UtcTicks).Export(claim, utcNow.UtcTicks)]),
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Not tried again where the store fails: the charge may have been given back, and then another one would be.</remarks>
    public async ValueTask GiveBackAsync(SharedFindings findings, RateLimitOutcome? outcome)
    {
        var given = Enumerable.Range(0, findings.Claims.Count).Where(i => findings.Claims[i].IsGivenBack(outcome)).ToArray();
        SharedClaim[] claims = [.. given.Select(i => findings.Claims[i])];
        SharedStamp[] stamps = [.. given.Select(i => findings.Stamps![i])];
        await store.ChangeAsync(api, NamesOf(claims), (states, utcNow) => GiveBack(claims, stamps, states, utcNow), CancellationToken.None);
    }

    /// <summary>Removes counters that say nothing any more, once in ten calls.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (_calls++ % CallsToRemove == 0)
        {
            await store.RemoveExpiredAsync(cancellationToken);
        }
    }

    private static StoredCounterName[] NamesOf(SharedClaim[] claims) => [.. claims.Select(claim => new StoredCounterName(claim.Policy.Name, claim.Counter))];

    private static StoredChange<SharedFindings> Decide(SharedClaim[] claims, IReadOnlyList<byte[]?> states, DateTimeOffset utcNow, bool charge)
    {
        var counters = CountersOf(claims, states, utcNow, out var now);
        var uses = new PolicyUse[claims.Length];
        for (var i = 0; i < claims.Length; i++)
        {
            uses[i] = counters[i].Use(claims[i], now);
        }

        var findings = new SharedFindings(claims, uses, now);
        if (!charge || !findings.HasRoom)
        {
            return new StoredChange<SharedFindings>(findings, []);
        }

        SharedStamp[] stamps = [.. counters.Select(counter => counter.Charge(now))];
        for (var i = 0; i < claims.Length; i++)
        {
            uses[i] = counters[i].Use(claims[i], now) with { Wait = 0 };
        }

        return new StoredChange<SharedFindings>(findings with { Stamps = stamps }, [.. counters.Select((counter, i) => counter.Export(claims[i], now))]);
    }

    private static StoredChange<bool> GiveBack(SharedClaim[] claims, SharedStamp[] stamps, IReadOnlyList<byte[]?> states, DateTimeOffset utcNow)
    {
        var counters = CountersOf(claims, states, utcNow, out var now);
        for (var i = 0; i < counters.Length; i++)
        {
            counters[i].GiveBack(stamps[i], now);
        }

        return new StoredChange<bool>(Result: true, [.. counters.Select((counter, i) => counter.Export(claims[i], now))]);
    }

    /// <summary>The counters as they stand, and one moment for all that is not before any of their charges.</summary>
    private static StateCounter[] CountersOf(SharedClaim[] claims, IReadOnlyList<byte[]?> states, DateTimeOffset utcNow, out long now)
    {
        var decoded = states.Select(state => state is null ? null : CounterState.Decode(state, toUtc: 0)).ToArray();
        var latest = decoded.SelectMany(state => state?.Runs ?? []).Select(run => run.Last).DefaultIfEmpty().Max();
        var moment = now = Math.Max(utcNow.UtcTicks, latest);
        return [.. claims.Select((claim, i) => new StateCounter(claim.Policy, decoded[i], moment))];
    }

    /// <summary>A counter while it is out of the store. The first charge of a fixed window names the window.</summary>
    private sealed class StateCounter
    {
        private readonly ICounter _counter;
        private readonly long _window;
        private long _began;

        public StateCounter(RateLimitPolicy policy, CounterState? state, long now)
        {
            _window = policy.Window.Ticks;
            _counter = policy.Kind == RateLimitKind.Fixed ? new FixedCounter() : new RollingCounter();
            if (state is not null)
            {
                _began = state.Runs.Count > 0 ? state.Runs[0].First : 0;
                _counter.Absorb(state, now, _window, NumberOf(_began));
            }
        }

        public PolicyUse Use(in SharedClaim claim, long now)
        {
            var used = _counter.CountUsed(now, _window);
            return new PolicyUse(claim.Place, _counter.GetWait(now, _window, claim.Allow), used, _counter.GetTimeToEmpty(now, _window));
        }

        public SharedStamp Charge(long now)
        {
            if (_counter.CountUsed(now, _window) == 0)
            {
                _began = now;
            }

            _counter.Charge(now, _window, NumberOf(_began));
            return new SharedStamp(now, _began);
        }

        public void GiveBack(SharedStamp stamp, long now)
        {
            _counter.CountUsed(now, _window);
            _counter.GiveBack(new ChargeStamp(stamp.At, _counter is FixedCounter ? NumberOf(stamp.Window) : 0), now, _window);
        }

        public StoredCounter Export(in SharedClaim claim, long now)
        {
            _counter.CountUsed(now, _window);
            var state = _counter.Export();
            state = state.Kind == RateLimitKind.Fixed ? state with { Runs = [.. state.Runs.Select(run => run with { First = _began })] } : state;
            var expires = new DateTimeOffset(now + _counter.GetTimeToEmpty(now, _window), TimeSpan.Zero);
            return new StoredCounter(new StoredCounterName(claim.Policy.Name, claim.Counter), state.Encode(toUtc: 0), expires);
        }

        private static int NumberOf(long began) => (int)(began ^ (began >> 32));
    }
}
