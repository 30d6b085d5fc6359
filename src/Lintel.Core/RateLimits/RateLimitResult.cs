namespace Lintel.RateLimits;

/// <summary>What the caller is told about one policy.</summary>
/// <param name="Policy">The place of the policy in the limiter's list; -1 for none.</param>
/// <param name="Limit">How many the window admits.</param>
/// <param name="Remaining">How many are left after this request.</param>
/// <param name="ResetAt">The Unix second, rounded up, at which there is room again for all.</param>
internal readonly record struct RateLimitStatus(int Policy, int Limit, int Remaining, long ResetAt)
{
    /// <summary>
    /// Whole seconds, rounded up, until there is room again for all; for a refusal until this policy admits one more, so that it is never above
    /// <c>Retry-After</c>.
    /// </summary>
    public int ResetAfter { get; init; }
}

/// <summary>The answer of the limiter.</summary>
/// <param name="Admitted">Whether the request passes; all policies are charged, or none.</param>
/// <param name="Status">
/// Of the policy with the least room left among those that tell the caller; of one that refuses: where several do, the one with the longest wait.
/// </param>
/// <param name="RetryAfter">
/// For a refusal the first whole second at which this same request, alone, passes all its policies: waiting that long works, a second less does not.
/// </param>
/// <param name="Charge">What can be given back; null where nothing can.</param>
internal readonly record struct RateLimitResult(bool Admitted, RateLimitStatus Status, int RetryAfter, RateLimitCharge? Charge)
{
    /// <summary>Of each policy with <see cref="RateLimitHeaders.Ietf"/>, in their order; null where <see cref="Status"/> says all.</summary>
    public IReadOnlyList<RateLimitStatus>? All { get; init; }
}

/// <summary>A charge under policies that do not count every request; to be settled once the request has been answered.</summary>
internal abstract class RateLimitCharge
{
    /// <summary>True if a policy does not count requests that end so.</summary>
    public abstract bool IsGivenBack(RateLimitOutcome outcome);

    /// <summary>Gives the charge back under the policies that do not count requests that end so. A second call does nothing.</summary>
    /// <remarks>
    /// Where the store of a durable policy fails, its exception is thrown; the charge is given back in memory all the same, and in the store with
    /// the next change of the counter.
    /// </remarks>
    public abstract ValueTask GiveBackAsync(RateLimitOutcome outcome);
}
