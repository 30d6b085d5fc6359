using System.Globalization;
using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>Charges that were made while an engine was lost, until it takes them.</summary>
public sealed class OwedChargesTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(16);

    private readonly ManualClock _clock = new();
    private readonly OwedCharges _owed;

    public OwedChargesTests() => _owed = new OwedCharges(new RequestClock(_clock));

    [Fact]
    public void Charges_are_taken_by_their_age_and_those_that_have_left_the_window_are_not()
    {
        _owed.Add([Claim("ada")]);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _owed.Add([Claim("ada")]);
        _owed.Add([Claim("ada")]);
        _clock.Advance(TimeSpan.FromSeconds(8));
        _owed.Add([Claim("ada")]);
        _clock.Advance(TimeSpan.FromSeconds(2));

        var taken = Assert.Single(_owed.Take(10));

        // Of a step of a second, all charges are as old as its end.
        Assert.Equal([(Seconds(9), 2), (Seconds(1), 1)], _owed.RunsOf(taken));
        Assert.Empty(_owed.Take(10));
    }

    [Fact]
    public void Charges_never_count_as_older_than_they_are()
    {
        var random = new Random(7);
        var made = new List<long>();
        var clock = new RequestClock(_clock);
        var owed = new OwedCharges(clock);
        for (var i = 0; i < 200; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(300)));
            made.Add(owed.Add([Claim("ada")]));
        }

        var now = clock.Now;
        var runs = owed.RunsOf(Assert.Single(owed.Take(1))).ToArray();
        var standing = made.Where(at => now - at < Window.Ticks).ToArray();

        Assert.InRange(runs.Length, 1, 17);
        Assert.True(runs.Sum(run => run.Count) >= standing.Length);
        foreach (var at in standing)
        {
            // As many are told that are not older than this one as there are.
            Assert.True(runs.Where(run => run.Age <= now - at).Sum(run => run.Count) >= made.Count(other => other >= at));
        }
    }

    [Fact]
    public void Charge_that_is_given_back_before_it_is_taken_is_not_owed()
    {
        var at = _owed.Add([Claim("ada"), Claim("ada", "hour")]);
        _owed.Cancel(Claim("ada"), at);

        Assert.Equal([0, 1], _owed.Take(10).OrderByDescending(owed => owed.Claim.Policy.Name).Select(owed => _owed.RunsOf(owed).Sum(run => run.Count)));
    }

    [Fact]
    public void Charges_that_were_returned_come_first_and_keep_their_name()
    {
        _owed.Add([Claim("ada")]);
        var taken = Assert.Single(_owed.Take(10));
        _owed.Add([Claim("ada")]);
        _owed.Return(taken);

        var again = _owed.Take(10);

        Assert.Equal(2, again.Count);
        Assert.Same(taken, again[0]);
        Assert.NotEqual(taken.Id, again[1].Id);
    }

    [Fact]
    public void Counters_beyond_ten_thousand_are_not_owed()
    {
        for (var i = 0; i < 10_010; i++)
        {
            _owed.Add([Claim(i.ToString(CultureInfo.InvariantCulture))]);
        }

        Assert.Equal(10_000, _owed.Take(20_000).Count);
    }

    private static long Seconds(int seconds) => seconds * TimeSpan.TicksPerSecond;

    private static SharedClaim Claim(string key, string name = "minute")
    {
        var policy = Limits.Fixed(9, (int)Window.TotalSeconds) with { Name = name };
        return new SharedClaim(0, policy, new RateLimitClaim(0, RateLimitKey.Of(key), policy.Allow), key);
    }
}
