using System.Net;

namespace Lintel.RateLimits;

/// <summary>
/// The policies that count IPv6 addresses by larger networks. Whoever is given a /56 or a /48 has 256 or 65,536 networks of the size that a policy per
/// address counts by, and could use one after the other.
/// </summary>
internal static class NetworkPolicies
{
    // A /56 is commonly given to a household, a /48 to a company. The numbers leave room for several honest callers in them.
    private static readonly (int Prefix, int Times)[] Networks = [(56, 4), (48, 16)];

    /// <summary>Adds the policies of larger networks after the given ones, which keep their places.</summary>
    public static IReadOnlyList<RateLimitPolicy> Widen(IReadOnlyList<RateLimitPolicy> policies) =>
        [.. policies, .. policies.SelectMany(policy => NetworksBeyond(policy).Select(network => Widen(policy, network.Prefix, network.Times)))];

    /// <summary>
    /// The place of the policy that a policy of <see cref="Widen(IReadOnlyList{RateLimitPolicy})"/> was made from; its own place where it was given.
    /// </summary>
    /// <param name="policies">The given policies.</param>
    /// <param name="place">A place in the widened list.</param>
    public static int OriginOf(IReadOnlyList<RateLimitPolicy> policies, int place) => place < policies.Count
        ? place
        : policies.SelectMany((policy, index) => NetworksBeyond(policy).Select(_ => index)).ElementAt(place - policies.Count);

    /// <summary>The factor by which a policy of a larger network admits more than the policy that it was made from; 1 for a given policy.</summary>
    public static int TimesOf(RateLimitPolicy policy) => policy.NetworkTimes;

    /// <summary>The name of the policy that a policy was made from; its own name where it was given.</summary>
    public static string NameOf(RateLimitPolicy policy) => policy.NetworkTimes > 1 ? policy.Name[..policy.Name.LastIndexOf('/')] : policy.Name;

    /// <summary>The counter of an address under a policy per address.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="address">The address.</param>
    /// <returns>Null for an IPv4 address and the policy of a larger network: the policy that it was made from counts the address as a whole.</returns>
    public static RateLimitKey? CounterOf(RateLimitPolicy policy, IPAddress address)
    {
        var key = RateLimitKey.OfNetwork(address, ipv4Prefix: 32, policy.AddressPrefix);
        return policy.NetworkTimes > 1 && key.IsIPv4 ? null : key;
    }

    /// <summary>The most counters that one request can be under because of a policy.</summary>
    internal static int CountersOf(RateLimitPolicy policy) => 1 + NetworksBeyond(policy).Count();

    private static IEnumerable<(int Prefix, int Times)> NetworksBeyond(RateLimitPolicy policy) =>
        policy.Per == RateLimitPartition.Address ? Networks.Where(network => network.Prefix < policy.AddressPrefix) : [];

    private static RateLimitPolicy Widen(RateLimitPolicy policy, int prefix, int times) => policy with
    {
        Name = $"{policy.Name}/{prefix}",
        AddressPrefix = prefix,
        NetworkTimes = times,
        Allow = (int)Math.Min((long)policy.Allow * times, int.MaxValue),
    };
}
