using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class ChargingTests
{
    [Theory]
    [InlineData(nameof(RateLimitCharging.Success), nameof(RateLimitOutcome.Succeeded), false)]
    [InlineData(nameof(RateLimitCharging.Success), nameof(RateLimitOutcome.Refused), true)]
    [InlineData(nameof(RateLimitCharging.Success), nameof(RateLimitOutcome.Failed), true)]
    [InlineData(nameof(RateLimitCharging.Success), nameof(RateLimitOutcome.Abandoned), true)]
    [InlineData(nameof(RateLimitCharging.Refusal), nameof(RateLimitOutcome.Succeeded), true)]
    [InlineData(nameof(RateLimitCharging.Refusal), nameof(RateLimitOutcome.Refused), false)]
    [InlineData(nameof(RateLimitCharging.Refusal), nameof(RateLimitOutcome.Failed), true)]
    [InlineData(nameof(RateLimitCharging.Refusal), nameof(RateLimitOutcome.Abandoned), false)]
    [InlineData(nameof(RateLimitCharging.Answer), nameof(RateLimitOutcome.Succeeded), false)]
    [InlineData(nameof(RateLimitCharging.Answer), nameof(RateLimitOutcome.Refused), false)]
    [InlineData(nameof(RateLimitCharging.Answer), nameof(RateLimitOutcome.Failed), true)]
    [InlineData(nameof(RateLimitCharging.Answer), nameof(RateLimitOutcome.Abandoned), false)]
    public async Task Request_gets_its_charge_back_where_its_policy_does_not_count_its_outcome(string chargingName, string outcomeName, bool back)
    {
        var charging = Enum.Parse<RateLimitCharging>(chargingName);
        var outcome = Enum.Parse<RateLimitOutcome>(outcomeName);
        var limiter = Limits.Limiter(new ManualClock(), Limits.Fixed(1, 60) with { Charge = charging });
        var first = await limiter.AcquireAsync([new RateLimitClaim(0, RateLimitKey.Of("a"), 1)], TestContext.Current.CancellationToken);

        Assert.Equal(back, first.Charge!.IsGivenBack(outcome));
        await first.Charge.GiveBackAsync(outcome);

        var second = await limiter.AcquireAsync([new RateLimitClaim(0, RateLimitKey.Of("a"), 1)], TestContext.Current.CancellationToken);
        Assert.Equal(back, second.Admitted);
    }
}
