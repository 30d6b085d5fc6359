using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class RollingWindowTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Window_at_every_moment_admits_its_number_exactly()
    {
        var limiter = Limits.Limiter(_clock, Limits.Rolling(3, 60));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(limiter.Ask(Limits.Ada).Admitted);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        // Charges stand at 0, 10 and 20 seconds; now is 30.
        Assert.Equal(30, limiter.Ask(Limits.Ada).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, limiter.AskUntilRefused(Limits.Ada));
        Assert.Equal(10, limiter.Ask(Limits.Ada).RetryAfter);
    }

    [Fact]
    public void Answer_tells_when_the_last_charge_leaves()
    {
        var limiter = Limits.Limiter(_clock, Limits.Rolling(2, 60));
        limiter.Ask(Limits.Ada);
        _clock.Advance(TimeSpan.FromSeconds(20));

        var second = limiter.Ask(Limits.Ada);
        var refused = limiter.Ask(Limits.Ada);

        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds() + 60, second.Status.ResetAt);
        Assert.Equal(60, second.Status.ResetAfter);
        Assert.Equal(second.Status.ResetAt, refused.Status.ResetAt);
        Assert.Equal(40, refused.RetryAfter);
        Assert.Equal(40, refused.Status.ResetAfter);
    }

    [Fact]
    public void Limit_raised_or_lowered_holds_at_once()
    {
        var limiter = Limits.Limiter(_clock, Limits.Rolling(2, 60));
        Assert.Equal(2, limiter.AskUntilRefused(Limits.Ada));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1998, limiter.AskUntilRefused(Limits.Ada, allow: 2000));

        // The lowered limit has room once all but four have left, which are of the second burst.
        Assert.Equal(60, limiter.Ask(Limits.Ada, allow: 5).RetryAfter);
        Assert.Equal(0, limiter.Ask(Limits.Ada, allow: 5).Status.Remaining);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(5, limiter.AskUntilRefused(Limits.Ada, allow: 5));
    }

    [Fact]
    public void Many_in_a_long_window_never_exceed_it_and_come_back_within_a_sub_window()
    {
        const int Allow = 20_000;
        var limiter = Limits.Limiter(_clock, Limits.Rolling(Allow, 86_400));
        var random = new Random(7);
        var admitted = new List<long>();
        for (var i = 0; i < 80_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 5_000)));
            if (limiter.Ask(Limits.Ada).Admitted)
            {
                admitted.Add(_clock.GetTimestamp());
            }
        }

        var window = TimeSpan.FromDays(1).Ticks;
        for (var i = Allow; i < admitted.Count; i++)
        {
            Assert.True(admitted[i] - admitted[i - Allow] >= window);
        }

        var late = admitted.Skip(Allow).Select((time, i) => time - admitted[i] - window).Max();
        Assert.InRange(late, 0, (window / 128) + TimeSpan.FromSeconds(5).Ticks);
    }

    [Fact]
    public async Task Charge_given_back_frees_its_own_place()
    {
        var limiter = Limits.Limiter(_clock, Limits.Rolling(2, 60) with { Charge = RateLimitCharging.Success });
        var first = limiter.Ask(Limits.Ada);
        _clock.Advance(TimeSpan.FromSeconds(10));
        var second = limiter.Ask(Limits.Ada);
        await second.Charge!.GiveBackAsync(RateLimitOutcome.Refused);
        await second.Charge.GiveBackAsync(RateLimitOutcome.Refused);

        Assert.Equal(1, limiter.AskUntilRefused(Limits.Ada));
        Assert.Equal(50, limiter.Ask(Limits.Ada).RetryAfter);
        await first.Charge!.GiveBackAsync(RateLimitOutcome.Refused);
        Assert.Equal(1, limiter.AskUntilRefused(Limits.Ada));
        Assert.Equal(60, limiter.Ask(Limits.Ada).RetryAfter);
    }

    [Fact]
    public async Task Charge_given_back_after_the_counter_changed_to_sub_windows_is_found()
    {
        var limiter = Limits.Limiter(_clock, Limits.Rolling(3_000, 60) with { Charge = RateLimitCharging.Success });
        var first = limiter.Ask(Limits.Ada);
        Assert.Equal(2_999, limiter.AskUntilRefused(Limits.Ada));

        await first.Charge!.GiveBackAsync(RateLimitOutcome.Refused);

        Assert.Equal(1, limiter.AskUntilRefused(Limits.Ada));
    }

    [Fact]
    public void Counter_that_is_empty_again_counts_exactly_again()
    {
        var limiter = Limits.Limiter(_clock, Limits.Rolling(2_000, 256));
        limiter.AskUntilRefused(Limits.Ada);
        _clock.Advance(TimeSpan.FromSeconds(256));

        limiter.Ask(Limits.Ada);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        limiter.Ask(Limits.Ada);

        Assert.Equal(256, limiter.Ask(Limits.Ada, allow: 1).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(255.5));
        Assert.Equal(1, limiter.AskUntilRefused(Limits.Ada, allow: 2));
    }
}
