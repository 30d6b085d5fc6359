using System.Runtime.CompilerServices;

namespace Lintel.RateLimits;

/// <summary>The rate limit policies of one contract, counted in the memory of this process.</summary>
internal sealed class RateLimiter : IRateLimiter
{
    private readonly CounterTable[] _tables;
    private readonly CounterCharger _charger;
    private readonly Checkpoints _checkpoints = new();
    private readonly DurableCounters? _store;
    private readonly DurableCharger? _durable;

    /// <summary>Makes the limiter of a contract.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="policies">The contract's policies.</param>
    /// <param name="clock">The clock that tells when requests come.</param>
    /// <param name="store">Where durable policies keep their counts; may be null where there is no such policy.</param>
    /// <param name="maxCountersPerPolicy">How many callers a policy counts one by one; beyond it newcomers share one counter. <value>1,000,000</value></param>
    public RateLimiter(string api, IReadOnlyList<RateLimitPolicy> policies, RequestClock clock, IRateLimitStore? store, int maxCountersPerPolicy = 1_000_000)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCountersPerPolicy, 1);
        if (store is null && policies.FirstOrDefault(policy => policy.Durability != RateLimitDurability.None) is { } durable)
        {
            throw new ArgumentException($"The rate limit policy '{durable.Name}' of '{api}' is durable and needs a store.", nameof(store));
        }

        Policies = policies;
        Clock = clock;
        _tables = [.. policies.Select(policy => CounterTable.Of(policy, clock, maxCountersPerPolicy))];
        Api = api;
        Use = new LimiterUse(policies, clock);
        _charger = new CounterCharger(_tables, clock, _checkpoints, Use);
        _store = store is null ? null : new DurableCounters(api, store, clock);
        _durable = _store is null ? null : new DurableCharger(_tables, _charger, _store);
    }

    /// <inheritdoc/>
    public string Api { get; }

    /// <inheritdoc/>
    public LimiterUse Use { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RateLimitPolicy> Policies { get; }

    internal RequestClock Clock { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// Completes at once where the store need not be asked: no policy is <see cref="RateLimitDurability.Immediate"/>, and the callers of those that are
    /// <see cref="RateLimitDurability.Checkpointed"/> are known. Then it allocates nothing but the charge that can be given back, where there is one. Charges
    /// are made at the time that is given, or at that of a request that came later and was charged before it; under a durable policy when the store has
    /// answered.
    /// </remarks>
    public ValueTask<RateLimitResult> AcquireAsync(ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken) =>
        TryAcquire(requests, now, out var answer) ? ValueTask.FromResult(answer) : AcquireDurableAsync(requests.ToArray(), cancellationToken);

    /// <inheritdoc/>
    public bool TryAcquire(ReadOnlySpan<RateLimitClaim> requests, long now, out RateLimitResult answer)
    {
        if (requests.IsEmpty)
        {
            answer = RateLimitAnswer.Unlimited;
            return true;
        }

        if (!TryCharge(requests, now, out var outcome, out var charge))
        {
            // Not admitted, should somebody overlook that there is no answer.
            answer = default;
            return false;
        }

        answer = RateLimitAnswer.Of(requests, outcome, Clock.ToUtcTicks(outcome.Now), charge);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<RateLimitResult> PeekAsync(ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken) =>
        TryPeek(requests, now, out var answer) ? ValueTask.FromResult(answer) : PeekDurableAsync(requests.ToArray(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask ResetAsync(int policy, RateLimitKey counter, string? account, CancellationToken cancellationToken)
    {
        if (_tables[policy].IsDurable)
        {
            return _durable!.ResetAsync(new RateLimitClaim(policy, counter, Policies[policy].Allow), cancellationToken);
        }

        Clear(policy, counter);
        return ValueTask.CompletedTask;
    }

    /// <summary>Removes all charges of a counter that is in memory alone.</summary>
    internal void Clear(int policy, in RateLimitKey counter) => _charger.Clear(_tables[policy], counter);

    /// <inheritdoc/>
    public void Forget(int policy, RateLimitKey counter)
    {
        // No other process counts here.
    }

    /// <inheritdoc/>
    public void ForgetRefusals()
    {
        // Each is decided by the counters.
    }

    /// <summary>Decides as <see cref="TryAcquire"/> does and charges nothing.</summary>
    public bool TryPeek(ReadOnlySpan<RateLimitClaim> requests, long now, out RateLimitResult answer)
    {
        answer = RateLimitAnswer.Unlimited;
        if (requests.IsEmpty)
        {
            return true;
        }

        var durability = StrictestOf(requests);
        var claims = new CounterClaim[requests.Length];
        if (durability == RateLimitDurability.Immediate
            || !_charger.TryCharge(requests, claims, now, durability != RateLimitDurability.None, out var outcome, charge: false))
        {
            answer = default;
            return false;
        }

        answer = RateLimitAnswer.Of(requests, outcome, Clock.ToUtcTicks(outcome.Now), charge: null);
        return true;
    }

    /// <summary>Charges a request under all its policies, or none, where the store need not be asked, and tells what was found.</summary>
    /// <param name="requests">The policies that the request is under, at least one.</param>
    /// <param name="now">When the request came.</param>
    /// <param name="outcome">What was found.</param>
    /// <param name="charge">What can be given back; null where nothing can.</param>
    /// <returns>False where the store must be asked; then nothing is charged.</returns>
    internal bool TryCharge(ReadOnlySpan<RateLimitClaim> requests, long now, out ChargeOutcome outcome, out LimiterCharge? charge)
    {
        var durability = StrictestOf(requests);
        var buffer = default(Claims);
        var claims = ((Span<CounterClaim>)buffer)[..requests.Length];
        outcome = default;
        charge = null;
        if (durability == RateLimitDurability.Immediate || !_charger.TryCharge(requests, claims, now, durability != RateLimitDurability.None, out outcome))
        {
            return false;
        }

        charge = MakeCharge(requests, claims, outcome);
        return true;
    }

    /// <inheritdoc/>
    public Task CheckpointAsync(CancellationToken cancellationToken) =>
        _store is null ? Task.CompletedTask : _checkpoints.SaveAsync(_charger, _store, cancellationToken);

    private RateLimitDurability StrictestOf(ReadOnlySpan<RateLimitClaim> requests)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests.Length, RateLimitClaims.Capacity);
        var strictest = RateLimitDurability.None;
        var before = -1;
        foreach (ref readonly var request in requests)
        {
            if (request.Policy <= before)
            {
                // Stripes are entered in this order; any other could end in two requests that wait for each other.
                throw new ArgumentException("The policies of a request are given once each, by ascending place.", nameof(requests));
            }

            before = request.Policy;
            strictest = (RateLimitDurability)Math.Max((int)strictest, (int)Policies[before].Durability);
        }

        return strictest;
    }

    private async ValueTask<RateLimitResult> AcquireDurableAsync(RateLimitClaim[] requests, CancellationToken cancellationToken)
    {
        var claims = new CounterClaim[requests.Length];
        var outcome = await _durable!.ChargeAsync(requests, claims, charge: true, cancellationToken);
        return RateLimitAnswer.Of(requests, outcome, Clock.ToUtcTicks(outcome.Now), MakeCharge(requests, claims, outcome));
    }

    private async ValueTask<RateLimitResult> PeekDurableAsync(RateLimitClaim[] requests, CancellationToken cancellationToken)
    {
        var outcome = await _durable!.ChargeAsync(requests, new CounterClaim[requests.Length], charge: false, cancellationToken);
        return RateLimitAnswer.Of(requests, outcome, Clock.ToUtcTicks(outcome.Now), charge: null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LimiterCharge? MakeCharge(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, in ChargeOutcome outcome)
    {
        LimiterCharge? charge = null;
        for (var i = 0; outcome.Admitted && i < requests.Length; i++)
        {
            var table = _tables[requests[i].Policy];
            if (table.GivesBack)
            {
                charge = new LimiterCharge(_charger, _durable, table, claims[i], charge);
            }
        }

        return charge;
    }

    [InlineArray(RateLimitClaims.Capacity)]
    private struct Claims
    {
        private CounterClaim _first;
    }
}
