using System.Net;
using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

public sealed class NetworkPolicyTests
{
    private static readonly RateLimitPolicy Address = Limits.Fixed(10, 60) with { Name = "tries", Per = RateLimitPartition.Address };

    [Fact]
    public void Only_policies_per_address_are_widened_and_the_given_ones_keep_their_places()
    {
        var given = new[] { Limits.Fixed(5, 60), Address, Address with { Name = "more" } };

        var widened = NetworkPolicies.Widen(given);

        Assert.Equal(given, widened.Take(3));
        Assert.Equal(["tries/56", "tries/48", "more/56", "more/48"], widened.Skip(3).Select(policy => policy.Name));
        Assert.Equal([40, 160], widened.Skip(3).Take(2).Select(policy => policy.Allow));
        Assert.Equal([0, 1, 2, 1, 1, 2, 2], Enumerable.Range(0, 7).Select(place => NetworkPolicies.OriginOf(given, place)));
        Assert.Equal([1, 1, 1, 4, 16, 4, 16], widened.Select(NetworkPolicies.TimesOf));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 64, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", 64, false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:ff::1", 56, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:100::1", 56, false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:ffff::1", 48, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:2:2::1", 48, false)]
    public void Addresses_of_one_network_have_one_counter(string one, string other, int prefix, bool same) =>
        Assert.Equal(same, CounterOf(one, prefix) == CounterOf(other, prefix));

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("::ffff:203.0.113.7")]
    public void Address_of_version_four_is_counted_once_and_by_every_given_policy(string address)
    {
        var given = new[] { Address, Address with { Name = "wide", AddressPrefix = 56 } };
        var counters = NetworkPolicies.Widen(given).Select(policy => NetworkPolicies.CounterOf(policy, IPAddress.Parse(address)));

        var one = RateLimitKey.Of(IPAddress.Parse("203.0.113.7"));
        Assert.Equal([one, one, null, null, null], counters);
    }

    [Fact]
    public void Policy_that_counts_by_a_larger_network_itself_is_widened_to_those_beyond_it_and_admits_its_own_number()
    {
        var given = new[]
        {
            Address with { AddressPrefix = 56 },
            Limits.Fixed(5, 60),
            Address with { Name = "company", AddressPrefix = 48 },
            Address with { Name = "last" }
        };

        var widened = NetworkPolicies.Widen(given);

        Assert.Equal(["tries/48", "last/56", "last/48"], widened.Skip(4).Select(policy => policy.Name));
        Assert.Equal([1, 1, 1, 1, 16, 4, 16], widened.Select(NetworkPolicies.TimesOf));
        Assert.Equal([0, 1, 2, 3, 0, 3, 3], Enumerable.Range(0, 7).Select(place => NetworkPolicies.OriginOf(given, place)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Prefix_out_of_its_range_is_refused(int prefix) => Assert.Throws<ArgumentOutOfRangeException>(() => Address with { AddressPrefix = prefix });

    private static RateLimitKey? CounterOf(string address, int prefix) =>
        NetworkPolicies.CounterOf(Address with { AddressPrefix = prefix }, IPAddress.Parse(address));
}
