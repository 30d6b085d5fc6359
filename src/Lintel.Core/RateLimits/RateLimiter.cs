using System.Runtime.CompilerServices;

namespace Lintel.RateLimits;

/// <summary>The rate limit policies of one contract and their counters.</summary>
internal sealed class RateLimiter
{
    private static readonly RateLimitResult Unlimited = new(Admitted: true, new RateLimitStatus(-1, 0, 0, 0), 0, null);

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

    /// <summary>The contract's name.</summary>
    public string Api { get; }

    /// <summary>The decisions of the limiter, counted while somebody listens.</summary>
    public LimiterUse Use { get; }

    /// <summary>The policies, by place.</summary>
    public IReadOnlyList<RateLimitPolicy> Policies { get; }

    internal RequestClock Clock { get; }

    /// <summary>Charges a request under all its policies, or none.</summary>
    /// <remarks>
    /// Completes at once where the store need not be asked: no policy is <see cref="RateLimitDurability.Immediate"/>, and the callers of those that are
    /// <see cref="RateLimitDurability.Checkpointed"/> are known. Then it allocates nothing but the charge that can be given back, where there is one.
    /// </remarks>
    /// <param name="requests">The policies that the request is under, at most 8, by ascending place; it is not read after the call has returned.</param>
    /// <param name="now">
    /// When the request came, by the limiter's clock. Its charges are made at that time, or at that of one that came later and was charged before it; under a
    /// durable policy when the store has answered.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for a durable policy's store.</param>
    public ValueTask<RateLimitResult> AcquireAsync(ReadOnlySpan<RateLimitClaim> requests, long now, CancellationToken cancellationToken) =>
        TryAcquire(requests, now, out var answer) ? ValueTask.FromResult(answer) : AcquireDurableAsync(requests.ToArray(), cancellationToken);

    /// <summary>The same where the store need not be asked.</summary>
    /// <param name="requests">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="now">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="answer">What became of the request.</param>
    /// <returns>False where the store must be asked; then nothing is charged.</returns>
    public bool TryAcquire(ReadOnlySpan<RateLimitClaim> requests, long now, out RateLimitResult answer)
    {
        if (requests.IsEmpty)
        {
            answer = Unlimited;
            return true;
        }

        var durability = StrictestOf(requests);
        var buffer = default(Claims);
        var claims = ((Span<CounterClaim>)buffer)[..requests.Length];
        if (durability == RateLimitDurability.Immediate || !_charger.TryCharge(requests, claims, now, durability != RateLimitDurability.None, out var outcome))
        {
            // Not admitted, should somebody overlook that there is no answer.
            answer = default;
            return false;
        }

        answer = AnswerOf(requests, outcome, MakeCharge(requests, claims, outcome));
        return true;
    }

    /// <summary>
    /// Writes the counts of <see cref="RateLimitDurability.Checkpointed"/> policies that changed since the last call; to be called every second.
    /// </summary>
    /// <remarks>Where the store fails, its exception is thrown, and what was not written is written by the next call.</remarks>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
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
        var outcome = await _durable!.ChargeAsync(requests, claims, cancellationToken);
        return AnswerOf(requests, outcome, MakeCharge(requests, claims, outcome));
    }

    // Inlined, the answer is written to its place; handed from method to method it would be copied three times.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RateLimitResult Answer(in RateLimitClaim request, in ChargeOutcome outcome, LimiterCharge? charge)
    {
        var retryAfter = (int)CountSeconds(outcome.Wait);
        var status = new RateLimitStatus(
            request.Policy,
            request.Allow,
            (int)Math.Max(0, (long)request.Allow - outcome.Used),
            CountSeconds(Clock.ToUtcTicks(outcome.Now) + outcome.TimeToEmpty - DateTime.UnixEpoch.Ticks))
        {
            ResetAfter = outcome.Admitted ? (int)CountSeconds(outcome.TimeToEmpty) : retryAfter,
        };
        return new RateLimitResult(outcome.Admitted, status, retryAfter, charge);
    }

    private RateLimitResult AnswerOf(ReadOnlySpan<RateLimitClaim> requests, in ChargeOutcome outcome, LimiterCharge? charge)
    {
        var answer = Answer(requests[outcome.Place], outcome, charge);
        if (outcome.All is not { } uses)
        {
            return answer;
        }

        var all = new RateLimitStatus[uses.Length];
        for (var i = 0; i < uses.Length; i++)
        {
            ref readonly var use = ref uses[i];
            all[i] = Answer(requests[use.Place], new ChargeOutcome(outcome.Now, use.Place, use.Wait, use.Used, use.TimeToEmpty), charge: null).Status;
        }

        return answer with { All = all };
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

    private static long CountSeconds(long ticks) => (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    [InlineArray(RateLimitClaims.Capacity)]
    private struct Claims
    {
        private CounterClaim _first;
    }
}
