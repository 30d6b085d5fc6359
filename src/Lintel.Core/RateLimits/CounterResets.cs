using Lintel.Cluster;

namespace Lintel.RateLimits;

/// <summary>Resets counters, wherever they are, and tells the other nodes, which remember some of what they were told.</summary>
/// <param name="limiters">The limiters.</param>
/// <param name="nodes">The nodes that share the counters.</param>
internal sealed class CounterResets(RateLimiters limiters, INodes nodes)
{
    /// <summary>Removes all charges of a counter. To do it again changes nothing more.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="account">The account that it belongs to.</param>
    /// <param name="cancellationToken">Gives up waiting; the charges may still be removed.</param>
    /// <exception cref="StoreUnavailableException">The counter cannot be reached, or the other nodes cannot be told: do it again.</exception>
    public async Task ResetAsync(ResetCounter counter, string account, CancellationToken cancellationToken)
    {
        if (!limiters.TryFind(counter, out var limiter, out var place))
        {
            throw new InvalidOperationException($"No limiter of '{counter.Api}' has the policy '{counter.Policy}'.");
        }

        await limiter.ResetAsync(place, RateLimitKey.Of(counter.Counter), account, cancellationToken);

        // Afterwards: a node that was told first could remember one more refusal by the charges that stood.
        await nodes.AnnounceAsync(new RecordChange(RecordKind.ResetCounter, counter.ToBytes()), cancellationToken);
    }
}
