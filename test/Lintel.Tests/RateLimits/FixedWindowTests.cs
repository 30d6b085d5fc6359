using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class FixedWindowTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Window_with_room_admits_its_number_and_no_more()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(3, 60));

        Assert.Equal(3, limiter.AskUntilRefused(Limits.Ada));
        Assert.True(limiter.Ask(Limits.Bob).Admitted);
    }

    [Fact]
    public void Window_begins_with_the_first_charged_request()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(1, 60));
        _clock.Advance(TimeSpan.FromSeconds(45));
        limiter.Ask(Limits.Ada);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(limiter.Ask(Limits.Ada).Admitted);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(limiter.Ask(Limits.Ada).Admitted);
    }

    [Fact]
    public void Answer_tells_what_remains_and_when_the_window_ends()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(2, 60));
        var end = _clock.GetUtcNow().ToUnixTimeSeconds() + 60;

        var first = limiter.Ask(Limits.Ada);
        _clock.Advance(TimeSpan.FromSeconds(18.5));
        limiter.Ask(Limits.Ada);
        var refused = limiter.Ask(Limits.Ada);

        Assert.Equal(new RateLimitStatus(0, 2, 1, end) { ResetAfter = 60 }, first.Status);
        Assert.Equal(0, first.RetryAfter);
        Assert.Equal(new RateLimitStatus(0, 2, 0, end) { ResetAfter = 42 }, refused.Status);
        Assert.Equal(42, refused.RetryAfter);
    }

    [Fact]
    public void Answer_between_two_seconds_rounds_up()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        var limiter = Limits.Limiter(_clock, Limits.Fixed(1, 10));
        var second = _clock.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(second + 11, limiter.Ask(Limits.Ada).Status.ResetAt);
        _clock.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(1, limiter.Ask(Limits.Ada).RetryAfter);
    }

    [Fact]
    public void Limit_raised_or_lowered_holds_at_once()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(2, 60));
        Assert.Equal(2, limiter.AskUntilRefused(Limits.Ada));
        Assert.Equal(3, limiter.AskUntilRefused(Limits.Ada, allow: 5));

        var lowered = limiter.Ask(Limits.Ada, allow: 1);

        Assert.False(lowered.Admitted);
        Assert.Equal(0, lowered.Status.Remaining);
        Assert.Equal(60, lowered.RetryAfter);
    }

    [Fact]
    public void Limit_of_zero_admits_nothing()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(2, 60));

        var answer = limiter.Ask(Limits.Ada, allow: 0);

        Assert.False(answer.Admitted);
        Assert.Equal(60, answer.RetryAfter);
    }

    [Fact]
    public async Task First_charge_given_back_does_not_let_two_windows_meet()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(2, 60) with { Charge = RateLimitCharging.Success });
        var first = limiter.Ask(Limits.Ada);
        _clock.Advance(TimeSpan.FromSeconds(59));
        limiter.Ask(Limits.Ada);
        await first.Charge!.GiveBackAsync(RateLimitOutcome.Refused);
        limiter.Ask(Limits.Ada);

        _clock.Advance(TimeSpan.FromSeconds(58));

        Assert.False(limiter.Ask(Limits.Ada).Admitted);
    }
}
