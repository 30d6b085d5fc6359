namespace Lintel.RateLimits;

/// <summary>The ways in which the counts of a policy outlive the process.</summary>
internal enum RateLimitDurability
{
    /// <summary>They are in memory only: a restart forgets them.</summary>
    None,

    /// <summary>
    /// They are written every second and when the process ends, beside the requests. A process that is killed forgets a second of them at most.
    /// </summary>
    Checkpointed,

    /// <summary>They are written before a request goes on, which waits for the store, and survive <c>kill -9</c>.</summary>
    Immediate,
}
