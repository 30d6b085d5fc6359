namespace Lintel.RateLimits;

/// <summary>
/// The policies that count IPv6 addresses by larger networks. Whoever is given a /56 or a /48 has 256 or 65,536 networks of the size that a policy per
/// address counts by, and could use one after the other.
/// </summary>
public static class NetworkPolicies
{
    // A /56 is commonly given to a household, a /48 to a company. The numbers leave room for several honest callers in them.
    private static readonly (int Prefix, int Times)[] Networks = [(56, 4), (48, 16)];

    /// <summary>Adds the policies of larger networks after the given ones, which keep their places.</summary>
    public static IReadOnlyList<RateLimitPolicy> Widen(IReadOnlyList<RateLimitPolicy> policies) =>
        [.. policies, .. policies.Where(policy => policy.Per == RateLimitPartition.Address).SelectMany(policy => Networks.Select(network => Widen(policy, network.Prefix, network.Times)))];

    /// <summary>
    /// The place of the policy that a policy of <see cref="Widen(IReadOnlyList{RateLimitPolicy})"/> was made from; its own place where it was given.
    /// </summary>
    /// <param name="policies">The given policies.</param>
    /// <param name="place">A place in the widened list.</param>
    public static int OriginOf(IReadOnlyList<RateLimitPolicy> policies, int place)
    {
        if (place < policies.Count)
        {
            return place;
        }

        var addresses = Enumerable.Range(0, policies.Count).Where(index => policies[index].Per == RateLimitPartition.Address).ToArray();
        return addresses[(place - policies.Count) / Networks.Length];
    }

    /// <summary>How many times as many a policy of a larger network admits; 1 for one that is not.</summary>
    public static int TimesOf(RateLimitPolicy policy)
    {
        foreach (var (prefix, times) in Networks)
        {
            if (policy.Per == RateLimitPartition.Address && policy.AddressPrefix == prefix)
            {
                return times;
            }
        }

        return 1;
    }

    /// <summary>How many counters one request can be under because of a policy.</summary>
    internal static int CountersOf(RateLimitPolicy policy) => policy.Per == RateLimitPartition.Address ? 1 + Networks.Length : 1;

    private static RateLimitPolicy Widen(RateLimitPolicy policy, int prefix, int times) => policy with
    {
        Name = $"{policy.Name}/{prefix}",
        AddressPrefix = prefix,
        Allow = (int)Math.Min((long)policy.Allow * times, int.MaxValue),
    };
}
