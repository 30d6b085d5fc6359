using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Testing;

namespace Lintel.Tests.RequestLog;

public sealed class RequestIdSourceTests
{
    private readonly ManualClock _clock = new();

    public static TheoryData<int> Digits { get; } = [12, 13, 16, 24, 32];

    [Theory]
    [MemberData(nameof(Digits))]
    public async Task Ids_of_many_threads_differ_and_have_the_contracts_form(int digits)
    {
        var source = Make(digits);
        var ids = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(
                _ => Task.Run(() => Enumerable.Range(0, 25_000).Select(_ => source.Next()).ToArray(), TestContext.Current.CancellationToken)));
        var all = ids.SelectMany(each => each).ToHashSet();

        Assert.Equal(100_000, all.Count);
        Assert.All(all.Take(100), id => Assert.Matches($"^req_[0-9a-f]{{{digits}}}$", id));
    }

    [Theory]
    [MemberData(nameof(Digits))]
    public void Ids_sort_by_the_second_in_which_they_were_made(int digits)
    {
        var source = Make(digits);
        var previous = source.Next();
        for (var i = 0; i < 1_000; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(i == 0 ? 2 : 1));
            var next = source.Next();
            Assert.True(string.CompareOrdinal(previous, next) < 0, $"{previous} {next}");
            previous = next;
        }
    }

    /// <summary>A caller who makes two requests must not see how many others made between.</summary>
    [Fact]
    public void Ids_do_not_tell_how_many_requests_were_made_between()
    {
        var far = 0;
        const int Sources = 200;
        for (var i = 0; i < Sources; i++)
        {
            var source = Make(16);
            var (first, next) = (Number(source.Next()), Number(source.Next()));

            // Neighbors of a counter are one apart; two random numbers of 24 bits are closer than 1 % of the range in 2 % of all cases.
            far += Math.Abs(next - first) > (1 << 24) / 100 ? 1 : 0;
            Assert.Equal(first >> 24, next >> 24);
        }

        Assert.InRange(far, Sources * 9 / 10, Sources);
    }

    [Fact]
    public void Ids_of_a_second_tell_as_much_after_one_request_as_after_many()
    {
        var source = Make(16);
        var prefix = source.Next()[..^6];
        for (var i = 0; i < 50_000; i++)
        {
            source.Next();
        }

        Assert.Equal(prefix, source.Next()[..^6]);
    }

    [Fact]
    public void Source_that_starts_in_the_second_in_which_another_ended_repeats_no_id()
    {
        var ids = new HashSet<string>();
        for (var restart = 0; restart < 3; restart++)
        {
            var source = Make(12);
            Assert.All(Enumerable.Range(0, 20_000), _ => Assert.True(ids.Add(source.Next())));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void More_requests_than_a_second_has_numbers_take_those_of_the_next()
    {
        var source = Make(12);
        var ids = Enumerable.Range(0, 70_000).Select(_ => source.Next()).ToArray();

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.True(string.CompareOrdinal(ids[0], ids[^1]) < 0);
    }

    [Fact]
    public void Shuffle_of_each_tweak_is_another_permutation()
    {
        var shuffle = new NumberShuffle(16);
        var first = Enumerable.Range(0, 1 << 16).Select(number => shuffle.Apply((ulong)number, 1)).ToArray();
        var second = Enumerable.Range(0, 1 << 16).Select(number => shuffle.Apply((ulong)number, 2)).ToArray();

        Assert.Equal(1 << 16, first.Distinct().Count());
        Assert.All(first, number => Assert.InRange(number, 0UL, (1UL << 16) - 1));
        Assert.InRange(first.Zip(second).Count(pair => pair.First == pair.Second), 0, 100);
    }

    private static long Number(string id) => Convert.ToInt64(id[^15..], 16);

    private RequestIdSource Make(int digits) => new(new RequestIdFormat("req_", "X-Request-Id", digits), _clock);
}
