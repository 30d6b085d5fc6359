namespace Lintel.RateLimits;

/// <summary>
/// The callers that an engine has refused until a moment that nothing changes: under a fixed window whose charges never come back. Until then they are refused
/// without asking it. Bounded: of callers whose hashes fall together, the last one is remembered. Thread-safe.
/// </summary>
/// <param name="policies">The policies of the limiter, by place.</param>
internal sealed class KnownRefusals(IReadOnlyList<RateLimitPolicy> policies)
{
    private const int Places = 4096;

    private readonly Known?[] _known = new Known?[Places];
    private long _forgottenAt = long.MinValue;

    /// <summary>Notes the refusal of a request.</summary>
    /// <param name="requests">The policies that the request is under.</param>
    /// <param name="outcome">What the engine found, at the time at which its answer was here.</param>
    /// <param name="asked">When the engine was asked.</param>
    /// <param name="utcNow">When it decided, in ticks of UTC by its own clock.</param>
    public void Note(ReadOnlySpan<RateLimitClaim> requests, in ChargeOutcome outcome, long asked, long utcNow)
    {
        var request = requests[outcome.Place];
        if (!IsCertain(policies[request.Policy]) || request.Allow < 1)
        {
            return;
        }

        var known = new Known(request, asked + outcome.Wait, outcome.Now + outcome.Wait, utcNow + outcome.Wait, outcome.Used);
        ref var place = ref PlaceOf(request);
        Interlocked.Exchange(ref place, known);

        // The engine may have decided before a counter was reset, and this one after it was forgotten.
        if (asked <= Interlocked.Read(ref _forgottenAt))
        {
            Interlocked.CompareExchange(ref place, null, known);
        }
    }

    /// <summary>Forgets the refusals under one policy by one counter, and those that are under way.</summary>
    /// <param name="policy">The place of the policy.</param>
    /// <param name="counter">The counter.</param>
    /// <param name="now">By the clock of requests.</param>
    public void Forget(int policy, RateLimitKey counter, long now)
    {
        Interlocked.Exchange(ref _forgottenAt, now);
        Interlocked.Exchange(ref PlaceOf(new RateLimitClaim(policy, counter, 0)), null);
    }

    /// <summary>Forgets all refusals, and those that are under way.</summary>
    /// <param name="now">By the clock of requests.</param>
    public void ForgetAll(long now)
    {
        Interlocked.Exchange(ref _forgottenAt, now);
        for (var place = 0; place < Places; place++)
        {
            Interlocked.Exchange(ref _known[place], null);
        }
    }

    /// <summary>Finds the refusal of a request that would be refused now.</summary>
    /// <param name="requests">The policies that the request is under.</param>
    /// <param name="now">When it came.</param>
    /// <param name="outcome">What the engine would find.</param>
    /// <param name="utcNow">When, in ticks of UTC by the engine's clock.</param>
    /// <returns>False where the engine must be asked.</returns>
    public bool TryFind(ReadOnlySpan<RateLimitClaim> requests, long now, out ChargeOutcome outcome, out long utcNow)
    {
        for (var place = 0; place < requests.Length; place++)
        {
            ref readonly var request = ref requests[place];
            if (!IsCertain(policies[request.Policy]) || Volatile.Read(ref PlaceOf(request)) is not { } known || known.Request != request)
            {
                continue;
            }

            // The engine decided at some moment between the two, and the wait in whole seconds must be that from either.
            var wait = known.Latest - now;
            var shortest = known.Earliest - now;
            if (shortest > 0 && RateLimitAnswer.CountSeconds(shortest) == RateLimitAnswer.CountSeconds(wait) && IsLongest(requests, place, shortest))
            {
                outcome = new ChargeOutcome(now, place, wait, known.Used, wait);
                utcNow = known.UtcUntil - wait;
                return true;
            }
        }

        outcome = default;
        utcNow = 0;
        return false;
    }

    private static bool IsCertain(RateLimitPolicy policy) =>
        policy is { Kind: RateLimitKind.Fixed, Charge: RateLimitCharging.Always, Durability: not RateLimitDurability.Immediate };

    /// <summary>
    /// true if no other policy of the request can have a longer wait by now, and none tells of itself beside the refusing one; otherwise, false. A wait is
    /// never longer than its window.
    /// </summary>
    private bool IsLongest(ReadOnlySpan<RateLimitClaim> requests, int refusing, long wait)
    {
        for (var place = 0; place < requests.Length; place++)
        {
            var policy = policies[requests[place].Policy];
            if (place != refusing && (policy.Window.Ticks > wait || policy.Headers == RateLimitHeaders.Ietf))
            {
                return false;
            }
        }

        return true;
    }

    private ref Known? PlaceOf(in RateLimitClaim request) => ref _known[(int)((request.Partition.Hash ^ (uint)request.Policy) % Places)];

    /// <param name="Request">The policy, the counter and the limit.</param>
    /// <param name="Earliest">The earliest end of the wait, by the clock of requests.</param>
    /// <param name="Latest">The latest one.</param>
    /// <param name="UtcUntil">The end of the wait in ticks of UTC, by the engine's clock.</param>
    /// <param name="Used">The charges that stand.</param>
    private sealed record Known(RateLimitClaim Request, long Earliest, long Latest, long UtcUntil, int Used);
}
