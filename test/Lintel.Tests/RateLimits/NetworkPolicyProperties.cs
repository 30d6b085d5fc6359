using FsCheck;
using FsCheck.Fluent;
using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

/// <summary>Properties of the widened form of any policies.</summary>
public sealed class NetworkPolicyProperties
{
    private static Arbitrary<RateLimitPolicy[]> Policies { get; } =
        (from partition in Gen.Elements(Enum.GetValues<RateLimitPartition>())
         from allow in Gen.OneOf(Gen.Choose(1, 100), Gen.Choose(1, int.MaxValue))
         from rolling in Gen.Elements(true, false)
         select (rolling ? Limits.Rolling(allow, 60) : Limits.Fixed(allow, 60)) with { Per = partition })
        .ArrayOf(6)
        .SelectMany(all => Gen.Choose(0, 6).Select(count => all.Take(count).Select((policy, place) => policy with { Name = $"p{place}" }).ToArray()))
        .ToArbitrary();

    [Fact]
    public void Every_widened_policy_comes_from_a_given_one_and_admits_no_less() => Prop.ForAll(Policies, given =>
    {
        var widened = NetworkPolicies.Widen(given);

        Assert.Equal(given, widened.Take(given.Length));
        Assert.Equal(widened.Count, widened.Select(policy => policy.Name).Distinct().Count());
        for (var place = 0; place < widened.Count; place++)
        {
            var origin = NetworkPolicies.OriginOf(given, place);
            Assert.InRange(origin, 0, given.Length - 1);
            var expected = given[origin] with
            {
                Name = widened[place].Name,
                AddressPrefix = widened[place].AddressPrefix,
                Allow = widened[place].Allow,
                NetworkTimes = widened[place].NetworkTimes
            };
            Assert.Equal(expected, widened[place]);
            Assert.True(place < given.Length ? origin == place : widened[place].Name.StartsWith(given[origin].Name + "/", StringComparison.Ordinal));
            Assert.Equal(Math.Min((long)given[origin].Allow * NetworkPolicies.TimesOf(widened[place]), int.MaxValue), widened[place].Allow);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_policy_per_address_has_all_of_its_counters() => Prop.ForAll(Policies, given =>
    {
        var widened = NetworkPolicies.Widen(given);
        var counters = Enumerable.Range(0, widened.Count).CountBy(place => NetworkPolicies.OriginOf(given, place)).ToDictionary();
        Assert.All(given, (policy, place) => Assert.Equal(NetworkPolicies.CountersOf(policy), counters[place]));
    }).QuickCheckThrowOnFailure();
}
