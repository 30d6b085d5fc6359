using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

public sealed class PartitionHashTests
{
    [Fact]
    public void Texts_of_all_lengths_and_their_neighbours_have_hashes_of_their_own()
    {
        string[] texts =
        [
            .. Enumerable.Range(0, 70).Select(length => new string('a', length)),
            .. Enumerable.Range(1, 69).SelectMany(length => Enumerable.Range(0, length).Select(at => Change(new string('a', length), at))),
            .. Enumerable.Range(0, 10_000).Select(number => $"acct_{number:D16}"),
        ];

        Assert.Equal(texts.Length, texts.Select(Hash).Distinct().Count());
    }

    [Fact]
    public void Equal_texts_have_equal_hashes() => Assert.Equal(Hash("acct_1"), Hash(string.Concat("acct", "_1")));

    [Fact]
    public void Numbers_have_hashes_of_their_own() =>
        Assert.Equal(
            20_000,
            Enumerable.Range(1, 10_000).SelectMany(i => new[] { PartitionHash.Of((ulong)i), PartitionHash.Of((ulong)i << 32) }).Distinct().Count());

    [Fact]
    public void Stripes_are_filled_evenly()
    {
        var counts = new int[CounterTable.Stripes];
        for (var i = 0; i < 100 * counts.Length; i++)
        {
            counts[CounterTable.StripeOf(Hash($"acct_{i:D16}"))]++;
        }

        // A hundred on average; sixty is four standard deviations away, in 1,024 stripes one in thirty runs would be.
        Assert.InRange(counts.Min(), 40, 100);
        Assert.InRange(counts.Max(), 100, 170);
    }

    private static ulong Hash(string text) => PartitionHash.Of(text);

    private static string Change(string text, int at) => string.Concat(text.AsSpan(0, at), "b", text.AsSpan(at + 1));
}
