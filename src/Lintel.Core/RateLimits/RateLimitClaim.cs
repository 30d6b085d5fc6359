using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Lintel.RateLimits;

/// <summary>One policy that a request is under, and which of its counters.</summary>
/// <param name="Policy">The place of the policy in the limiter's list.</param>
/// <param name="Partition">The counter.</param>
/// <param name="Allow">How many the window admits for this caller: the policy's number, or the caller's own. Below 1 it admits none.</param>
internal readonly record struct RateLimitClaim(int Policy, RateLimitKey Partition, int Allow);

/// <summary>The policies that one request is under, gathered on the stack.</summary>
internal struct RateLimitClaims
{
    /// <summary>How many policies one request may be under.</summary>
    public const int Capacity = 8;

    private Slots _slots;

    /// <summary>How many have been added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a policy; by ascending place.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="Capacity"/> already.</exception>
    public void Add(RateLimitClaim request)
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException($"A request can be under {Capacity} rate limit policies at most.");
        }

        _slots[Count++] = request;
    }

    /// <summary>The claims that were added, for <see cref="IRateLimiter.AcquireAsync"/>.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<RateLimitClaim> AsSpan() => ((ReadOnlySpan<RateLimitClaim>)_slots)[..Count];

    [InlineArray(Capacity)]
    private struct Slots
    {
        private RateLimitClaim _first;
    }
}
