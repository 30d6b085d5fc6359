namespace Lintel.RateLimits;

/// <summary>A charge under one policy, and those under others.</summary>
/// <param name="charger">Gives back in memory.</param>
/// <param name="durable">Gives back in the store; null where no policy is durable.</param>
/// <param name="table">The policy's counters.</param>
/// <param name="claim">The charge.</param>
/// <param name="next">The charge under another policy, or null.</param>
internal sealed class LimiterCharge(
    CounterCharger charger, DurableCharger? durable, CounterTable table, CounterClaim claim, LimiterCharge? next) : RateLimitCharge
{
    private int _givenBack;

    public override bool IsGivenBack(RateLimitOutcome outcome) => table.Policy.GivesBack(outcome) || next?.IsGivenBack(outcome) == true;

    public override async ValueTask GiveBackAsync(RateLimitOutcome outcome)
    {
        if (Interlocked.Exchange(ref _givenBack, 1) != 0)
        {
            return;
        }

        try
        {
            if (table.Policy.GivesBack(outcome))
            {
                await GiveOwnBackAsync();
            }
        }
        finally
        {
            if (next is not null)
            {
                await next.GiveBackAsync(outcome);
            }
        }
    }

    private async ValueTask GiveOwnBackAsync()
    {
        if (table.IsDurable)
        {
            await durable!.GiveBackAsync(table, claim);
        }
        else
        {
            charger.GiveBack(table, claim);
        }
    }
}
