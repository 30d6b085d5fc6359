using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class ChargingTests
{
    [Theory]
    [InlineData(RateLimitCharging.Success, RateLimitOutcome.Succeeded, false)]
    [InlineData(RateLimitCharging.Success, RateLimitOutcome.Refused, true)]
    [InlineData(RateLimitCharging.Success, RateLimitOutcome.Failed, true)]
    [InlineData(RateLimitCharging.Success, RateLimitOutcome.Abandoned, true)]
    [InlineData(RateLimitCharging.Refusal, RateLimitOutcome.Succeeded, true)]
    [InlineData(RateLimitCharging.Refusal, RateLimitOutcome.Refused, false)]
    [InlineData(RateLimitCharging.Refusal, RateLimitOutcome.Failed, true)]
    [InlineData(RateLimitCharging.Refusal, RateLimitOutcome.Abandoned, false)]
    [InlineData(RateLimitCharging.Answer, RateLimitOutcome.Succeeded, false)]
    [InlineData(RateLimitCharging.Answer, RateLimitOutcome.Refused, false)]
    [InlineData(RateLimitCharging.Answer, RateLimitOutcome.Failed, true)]
    [InlineData(RateLimitCharging.Answer, RateLimitOutcome.Abandoned, false)]
    public async Task Request_gets_its_charge_back_where_its_policy_does_not_count_its_outcome(RateLimitCharging charging, RateLimitOutcome outcome, bool back)
    {
        var limiter = Limits.Limiter(new ManualClock(), Limits.Fixed(1, 60) with { Charge = charging });
        var first = await limiter.AcquireAsync([new RateLimitClaim(0, RateLimitKey.Of("a"), 1)], limiter.Clock.Now, TestContext.Current.CancellationToken);

        Assert.Equal(back, first.Charge!.IsGivenBack(outcome));
        await first.Charge.GiveBackAsync(outcome);

        var second = await limiter.AcquireAsync([new RateLimitClaim(0, RateLimitKey.Of("a"), 1)], limiter.Clock.Now, TestContext.Current.CancellationToken);
        Assert.Equal(back, second.Admitted);
    }
}
