using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

public sealed class CellSlotsTests
{
    private readonly CellSlots<FixedCell> _slots = new();

    [Fact]
    public void Cells_are_found_again_however_far_the_table_grows()
    {
        for (var i = 0; i < 3_000; i++)
        {
            Assert.Equal(-1, _slots.Find(Claim($"caller {i}")));
            Assert.Equal(i, _slots.Add(Claim($"caller {i}"), default));
            _slots[i].Charge(i, 10_000, i + 1);
        }

        for (var i = 0; i < 3_000; i++)
        {
            var place = _slots.Find(Claim($"caller {i}"));
            Assert.Equal((i, 10_000 - 100 + i), (place, _slots[place].GetTimeToEmpty(100, 10_000)));
        }
    }

    [Fact]
    public void Keys_of_the_same_hash_keep_their_own_cells()
    {
        CellClaim[] alike =
        [
            .. Enumerable.Range(0, 200).Select(i => Claim($"caller {i}") with { Hash = 42 }),
            .. Enumerable.Range(0, 200).Select(i => Claim(new RateLimitKey(null, (UInt128)(uint)(i + 1) << (i % 2 * 64))) with { Hash = 42 }),
        ];
        for (var i = 0; i < alike.Length; i++)
        {
            _slots.Add(alike[i], default);
        }

        Assert.Equal(Enumerable.Range(0, alike.Length), alike.Select(claim => _slots.Find(claim)));
        Assert.Equal(-1, _slots.Find(Claim("another") with { Hash = 42 }));
    }

    private static CellClaim Claim(string text) => Claim(RateLimitKey.Of(text));

    private static CellClaim Claim(RateLimitKey key)
    {
        var claim = default(CellClaim);
        claim.SetKey(key);
        return claim;
    }
}
