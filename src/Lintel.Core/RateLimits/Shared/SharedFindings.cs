namespace Lintel.RateLimits;

/// <summary>The findings in shared counters, and the charge that was made there.</summary>
/// <param name="Claims">The policies.</param>
/// <param name="Uses">One for each policy, with the charge of this request in it where one was made; empty where nobody looked.</param>
/// <param name="Now">When, in ticks of UTC by the clock of the engine.</param>
internal sealed record SharedFindings(IReadOnlyList<SharedClaim> Claims, PolicyUse[] Uses, long Now)
{
    /// <summary>The charges, one for each policy; null where none was made.</summary>
    public SharedStamp[]? Stamps { get; init; }

    /// <summary>The name under which the charges can be given back, once; null where they need none.</summary>
    public string? Reservation { get; init; }

    /// <summary>The charge in this process' memory; null where there is none.</summary>
    public RateLimitCharge? Own { get; init; }

    /// <summary>When the charge in this process' memory was noted for the engine, by the clock of requests; 0 where it was not.</summary>
    public long OwedAt { get; init; }

    /// <summary>false if a charge stands that may be given back at any moment, because another request is not charged under all of its policies yet.</summary>
    public bool IsCertain { get; init; } = true;

    /// <summary>true if each of the policies has room; otherwise, false.</summary>
    public bool HasRoom => Array.TrueForAll(Uses, use => use.Wait == 0);
}

/// <summary>Which charge it was.</summary>
/// <param name="At">When it was made, by the engine's own measure.</param>
/// <param name="Window">When the first charge of its fixed window was made, likewise; 0 for a rolling one.</param>
internal readonly record struct SharedStamp(long At, long Window);
