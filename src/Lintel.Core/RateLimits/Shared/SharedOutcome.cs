namespace Lintel.RateLimits;

/// <summary>Makes one outcome of what was found in the counters of a request, wherever they are.</summary>
internal static class SharedOutcome
{
    /// <summary>Makes the outcome.</summary>
    /// <param name="policies">The policy of each place of the request.</param>
    /// <param name="requests">The policies that the request is under.</param>
    /// <param name="uses">What was found, by ascending place; at least one.</param>
    /// <param name="now">When.</param>
    public static ChargeOutcome Of(IReadOnlyList<RateLimitPolicy> policies, ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<PolicyUse> uses, long now)
    {
        var told = uses[0];
        foreach (var use in uses[1..])
        {
            told = use.Wait > told.Wait ? use : told;
        }

        var admitted = told.Wait == 0;
        told = admitted ? LeastRoom(policies, requests, uses) : told;
        return new ChargeOutcome(now, told.Place, told.Wait, told.Used, told.TimeToEmpty) { All = AllOf(policies, requests, uses, told.Place) };
    }

    /// <summary>The policy with the least room left, among those that tell the caller; <c>X-RateLimit-</c> fields come first, for they tell of one.</summary>
    private static PolicyUse LeastRoom(IReadOnlyList<RateLimitPolicy> policies, ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<PolicyUse> uses)
    {
        var (told, least) = (uses[0], (Rank: int.MaxValue, Room: long.MaxValue));
        foreach (var use in uses)
        {
            var request = requests[use.Place];
            var rank = policies[request.Policy].Headers switch
            {
                RateLimitHeaders.XRateLimit => 0,
                RateLimitHeaders.Ietf => 1,
                _ => int.MaxValue,
            };
            if ((rank, (long)request.Allow - use.Used).CompareTo(least) < 0 && rank != int.MaxValue)
            {
                (told, least) = (use, (rank, (long)request.Allow - use.Used));
            }
        }

        return told;
    }

    private static PolicyUse[]? AllOf(IReadOnlyList<RateLimitPolicy> policies, ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<PolicyUse> uses, int told)
    {
        var all = new List<PolicyUse>(uses.Length);
        foreach (var use in uses)
        {
            if (policies[requests[use.Place].Policy].Headers == RateLimitHeaders.Ietf)
            {
                all.Add(use);
            }
        }

        return all.Count == 0 || (all.Count == 1 && all[0].Place == told) ? null : [.. all];
    }
}
