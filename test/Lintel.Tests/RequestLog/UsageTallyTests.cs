using Lintel.Requests;

namespace Lintel.Tests.RequestLog;

public sealed class UsageTallyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly UsageTally _tally = new();

    [Fact]
    public void Impatience_of_a_batch_that_was_not_written_is_counted_when_the_batch_comes_again()
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            _tally.Clear();
            _tally.Add(Limited(0));
            _tally.Add(Limited(5));

            Assert.Equal(1, ImpatientOf(_tally.Take()));
        }

        _tally.Written();
        _tally.Add(Limited(6));
        Assert.Equal(1, ImpatientOf(_tally.Take()));
    }

    [Fact]
    public void Refusal_of_a_batch_that_was_not_written_has_told_nobody_anything()
    {
        _tally.Add(Limited(0));
        _tally.Take();
        _tally.Clear();
        _tally.Add(Limited(5));

        Assert.Equal(0, ImpatientOf(_tally.Take()));
    }

    private static long ImpatientOf(IReadOnlyDictionary<UsageName, UsageCount> counts) =>
        counts.Where(count => count.Key.Dimension == UsageDimension.Impatient).Sum(count => count.Value.Requests);

    private static RequestRecord Limited(int seconds) => new()
    {
        Id = $"req_{seconds:x16}",
        At = Noon.AddSeconds(seconds),
        Api = "own",
        Method = "GET",
        Route = "/own/items",
        KeyId = "key_a",
        Status = 429,
        Duration = TimeSpan.Zero,
        Refusal = Refusal.OverLimit(60, "1 minute", 10),
    };
}
