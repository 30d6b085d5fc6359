using Lintel.Keys;

namespace Lintel.Tests.Keys;

/// <summary>Links to explanations are good for one request, for seven days and only as they were made.</summary>
public sealed class ExplanationSealTests
{
    private const string First = "1:0123456789abcdef0123456789abcdef";
    private const string Second = "2:fedcba9876543210fedcba9876543210";

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ExplanationSeal _seals = new(Pepper.Parse(First));

    [Fact]
    public void Seal_is_good_for_its_request_until_its_end()
    {
        var seal = _seals.Seal("shop", "req_1", Noon);

        Assert.Equal(30, seal.Length);
        Assert.Equal(Noon.AddDays(7), _seals.EndOf(seal, "shop", "req_1", Noon.AddDays(7).AddSeconds(-1)));
        Assert.Null(_seals.EndOf(seal, "shop", "req_1", Noon.AddDays(7)));
        Assert.Null(_seals.EndOf(seal, "shop", "req_2", Noon));
        Assert.Null(_seals.EndOf(seal, "depot", "req_1", Noon));
    }

    [Fact]
    public void Seal_that_was_changed_anywhere_is_not_good()
    {
        var seal = _seals.Seal("shop", "req_1", Noon);

        // The last character has two bits that belong to the seal and four that belong to nothing.
        for (var i = 0; i < seal.Length - 1; i++)
        {
            var changed = $"{seal[..i]}{(seal[i] == 'A' ? 'B' : 'A')}{seal[(i + 1)..]}";
            Assert.Null(_seals.EndOf(changed, "shop", "req_1", Noon));
        }

        string[] others = ["", "x", seal[..^1], seal + "A", seal + "=", new string('!', 30), new string('A', 5_000)];
        Assert.All(others, other => Assert.Null(_seals.EndOf(other, "shop", "req_1", Noon)));
    }

    [Fact]
    public void Seal_of_an_older_pepper_is_good_as_long_as_that_is_known()
    {
        var seal = _seals.Seal("shop", "req_1", Noon);

        Assert.NotNull(new ExplanationSeal(Pepper.Parse($"{First} {Second}")).EndOf(seal, "shop", "req_1", Noon));
        Assert.Null(new ExplanationSeal(Pepper.Parse(Second)).EndOf(seal, "shop", "req_1", Noon));
    }
}
