using Lintel.Cluster;

namespace Lintel.RateLimits;

/// <summary>
/// This process' part of limits while the engine does not answer, in its own memory. What the engine admits is noted here too, so that the part of a window
/// that was used before the loss is used in it.
/// </summary>
internal sealed class NodeShare : ISharedCounters
{
    private readonly RateLimiter _own;
    private readonly INodeRegistry _nodes;
    private readonly OwedCharges? _owed;

    /// <param name="api">The contract's name.</param>
    /// <param name="policies">The contract's policies.</param>
    /// <param name="clock">The clock of requests.</param>
    /// <param name="nodes">The processes that share a limit.</param>
    /// <param name="owed">Learns of each request that is admitted without the engine; null where nothing is added to it afterwards.</param>
    public NodeShare(string api, IReadOnlyList<RateLimitPolicy> policies, RequestClock clock, INodeRegistry nodes, OwedCharges? owed)
    {
        // All tell of themselves in a list, so that what is found in each counter is known.
        _own = new RateLimiter(
            api,
            [.. policies.Select(policy => policy with { Durability = RateLimitDurability.None, Headers = RateLimitHeaders.Ietf })],
            clock,
            store: null);
        _nodes = nodes;
        _owed = owed;
    }

    /// <summary>The policies that are counted while the engine does not answer.</summary>
    /// <exception cref="StoreUnavailableException">One of them admits nobody then.</exception>
    public static SharedClaim[] WithoutEngine(SharedClaim[] claims, CountersLostException exception) =>
        Array.Find(claims, claim => claim.Policy.WhenLost == RateLimitLoss.Refuse) is { Policy: { } refusing }
            ? throw new StoreUnavailableException(
                $"The engine that counts the rate limit policy '{refusing.Name}' cannot answer, and the policy admits nobody then.", exception)
            : [.. claims.Where(claim => claim.Policy.WhenLost == RateLimitLoss.Share)];

    /// <summary>Reduces the limits of policies to this process' part of them.</summary>
    /// <param name="requests">The policies of the request, which are changed.</param>
    /// <param name="claims">Those of them that are shared, likewise.</param>
    public void Reduce(RateLimitClaim[] requests, SharedClaim[] claims)
    {
        var nodes = Math.Max(1, _nodes.LiveNodes);
        foreach (ref var claim in claims.AsSpan())
        {
            claim = claim with { Request = claim.Request with { Allow = claim.Allow < 1 ? claim.Allow : Math.Max(1, claim.Allow / nodes) } };
            requests[claim.Place] = claim.Request;
        }
    }

    /// <summary>Notes a request that the engine has admitted.</summary>
    /// <returns>What can be given back; null where nothing can.</returns>
    public RateLimitCharge? Note(SharedClaim[] claims)
    {
        var requests = default(RateLimitClaims);
        foreach (ref readonly var claim in claims.AsSpan())
        {
            if (claim.Policy.WhenLost == RateLimitLoss.Share)
            {
                requests.Add(claim.Request with { Allow = int.MaxValue });
            }
        }

        return requests.Count > 0 && _own.TryCharge(requests.AsSpan(), _own.Clock.Now, out _, out var charge) ? charge : null;
    }

    /// <summary>Forgets the charges of a counter that was reset, those that the engine is owed included.</summary>
    /// <param name="policy">The place of the policy.</param>
    /// <param name="counter">The counter.</param>
    public void Forget(int policy, RateLimitKey counter)
    {
        _owed?.Forget(_own.Policies[policy].Name, counter.StoredName);
        _own.Clear(policy, counter);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SharedClaim[]> Divide(SharedClaim[] claims) => [claims];

    /// <inheritdoc/>
    public ValueTask<SharedFindings> ChargeAsync(SharedClaim[] claims, ChargeTerms terms, CancellationToken cancellationToken)
    {
        var now = _own.Clock.Now;
        if (!terms.Charge)
        {
            return new(new SharedFindings(claims, [], _own.Clock.ToUtcTicks(now)));
        }

        RateLimitClaim[] requests = [.. claims.Select(claim => claim.Request)];
        _own.TryCharge(requests, now, out var outcome, out var charge);
        var uses = outcome.All ?? [new PolicyUse(outcome.Place, outcome.Wait, outcome.Used, outcome.TimeToEmpty)];
        return new(new SharedFindings(claims, [.. uses.Select(use => use with { Place = claims[use.Place].Place })], _own.Clock.ToUtcTicks(outcome.Now))
        {
            Own = charge,
            OwedAt = outcome.Admitted ? _owed?.Add(claims) ?? 0 : 0,
        });
    }

    /// <inheritdoc/>
    public async ValueTask GiveBackAsync(SharedFindings findings, RateLimitOutcome? outcome)
    {
        foreach (var claim in findings.Claims.Where(claim => claim.IsGivenBack(outcome)))
        {
            _owed?.Cancel(claim, findings.OwedAt);
        }

        if (outcome is { } end)
        {
            await findings.Own!.GiveBackAsync(end);
        }
    }
}
