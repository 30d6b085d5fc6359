using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

public sealed class CounterSlotsTests
{
    private readonly CounterSlots<FixedCounter> _slots = new();

    [Fact]
    public void Counters_are_found_again_however_far_the_table_grows()
    {
        for (var i = 0; i < 3_000; i++)
        {
            Assert.Equal(-1, _slots.Find(Claim($"caller {i}")));
            _slots[_slots.Add(Claim($"caller {i}"), default)].Charge(i, 10_000, i + 1);
        }

        for (var i = 0; i < 3_000; i++)
        {
            Assert.Equal(10_000 - 100 + i, _slots[_slots.Find(Claim($"caller {i}"))].GetTimeToEmpty(100, 10_000));
        }
    }

    [Fact]
    public void Keys_of_the_same_hash_keep_their_own_counters()
    {
        // An address, texts of its hash, and one whose hash is the address itself.
        var address = Claim(new RateLimitKey(null, 42));
        CounterClaim[] alike =
        [
            .. Enumerable.Range(0, 200).Select(i => Claim($"caller {i}") with { Hash = address.Hash, Number = address.Hash }),
            address,
            Claim("caller 42") with { Hash = 42, Number = 42 },
        ];
        for (var i = 0; i < alike.Length; i++)
        {
            _slots[_slots.Add(alike[i], default)].Charge(i, 10_000, i + 1);
        }

        Assert.Equal(Enumerable.Range(0, alike.Length), alike.Select(claim => (int)_slots[_slots.Find(claim)].GetTimeToEmpty(0, 10_000) - 10_000));
        Assert.Equal(-1, _slots.Find(Claim("another") with { Hash = address.Hash, Number = address.Hash }));
    }

    [Fact]
    public void Addresses_keep_their_own_counters_and_are_no_texts()
    {
        ulong[] numbers = [0, 1, ulong.MaxValue, .. Enumerable.Range(2, 300).Select(i => (ulong)i << 16)];
        foreach (var number in numbers)
        {
            _slots[_slots.Add(Claim(new RateLimitKey(null, number)), default)].Charge(0, 10_000, 1);
        }

        Assert.Equal(numbers.Length, numbers.Select(number => _slots.Find(Claim(new RateLimitKey(null, number)))).Distinct().Count());
        Assert.All(numbers, number => Assert.Equal(new RateLimitKey(null, number), Claim(new RateLimitKey(null, number)).Key));
        Assert.Equal(-1, _slots.Find(Claim(new RateLimitKey(null, 7))));
        Assert.Equal(-1, _slots.Find(Claim("address")));
        Assert.Equal(RateLimitKey.Of("address"), Claim("address").Key);
    }

    private static CounterClaim Claim(string text) => Claim(RateLimitKey.Of(text));

    private static CounterClaim Claim(RateLimitKey key)
    {
        var claim = default(CounterClaim);
        claim.SetKey(key);
        return claim;
    }
}
