using System.Diagnostics.CodeAnalysis;

namespace Lintel.RateLimits;

/// <summary>The limiters of the contracts of this process, by API. Thread-safe.</summary>
internal sealed class RateLimiters
{
    private IRateLimiter[] _all = [];

    /// <summary>The limiters.</summary>
    public IReadOnlyList<IRateLimiter> All => Volatile.Read(ref _all);

    /// <summary>Includes a limiter; while the application starts.</summary>
    public TLimiter Add<TLimiter>(TLimiter limiter)
        where TLimiter : IRateLimiter
    {
        Volatile.Write(ref _all, [.. _all, limiter]);
        return limiter;
    }

    /// <summary>The limiter of an API; null where its contract has no limits.</summary>
    public IRateLimiter? Of(string api) => All.FirstOrDefault(limiter => limiter.Api == api);

    /// <summary>Forgets what this process remembers of a counter that another process has reset.</summary>
    public void Forget(ResetCounter counter)
    {
        if (TryFind(counter, out var limiter, out var place))
        {
            limiter.Forget(place, RateLimitKey.Of(counter.Counter));
        }
    }

    /// <summary>Finds the policy of a counter.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="limiter">The limiter of its API.</param>
    /// <param name="place">The place of the policy in it.</param>
    public bool TryFind(ResetCounter counter, [NotNullWhen(true)] out IRateLimiter? limiter, out int place)
    {
        limiter = Of(counter.Api);
        place = limiter is null ? -1 : limiter.Policies.ToList().FindIndex(policy => policy.Name == counter.Policy);
        return place >= 0;
    }

    /// <summary>Forgets all refusals that would be repeated without asking.</summary>
    public void ForgetRefusals()
    {
        foreach (var limiter in All)
        {
            limiter.ForgetRefusals();
        }
    }
}
