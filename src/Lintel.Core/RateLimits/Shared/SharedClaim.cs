namespace Lintel.RateLimits;

/// <summary>One policy that a request is under, as counters know it that several processes share.</summary>
/// <param name="Place">The place among the policies of the request.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Request">The policy's place in the limiter, the counter, and how many the window admits for this caller.</param>
/// <param name="Group">What the counter is kept together with: counters of one group are charged in one step wherever they are.</param>
internal readonly record struct SharedClaim(int Place, RateLimitPolicy Policy, RateLimitClaim Request, string Group)
{
    /// <summary>The name of the counter among those of the policy.</summary>
    public string Counter => Request.Partition.StoredName;

    /// <summary>The number that the window admits for this caller.</summary>
    public int Allow => Request.Allow;

    /// <summary>true if the charge is given back when a request ends so, null for one that was not admitted; otherwise, false.</summary>
    public bool IsGivenBack(RateLimitOutcome? outcome) => outcome is not { } end || Policy.GivesBack(end);
}
