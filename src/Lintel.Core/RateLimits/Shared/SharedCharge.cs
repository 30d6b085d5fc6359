namespace Lintel.RateLimits;

/// <summary>The charges of a request in shared counters, to be settled once it has been answered.</summary>
/// <param name="steps">The charges, with what made them.</param>
/// <param name="own">The charge in this process' memory; null where there is none.</param>
internal sealed class SharedCharge(IReadOnlyList<ChargedStep> steps, RateLimitCharge? own) : RateLimitCharge
{
    private int _givenBack;

    public override bool IsGivenBack(RateLimitOutcome outcome) => steps.Any(step => step.Findings.Claims.Any(claim => claim.Policy.GivesBack(outcome)));

    public override async ValueTask GiveBackAsync(RateLimitOutcome outcome)
    {
        if (Interlocked.Exchange(ref _givenBack, 1) != 0)
        {
            return;
        }

        if (own is not null)
        {
            await own.GiveBackAsync(outcome);
        }

        foreach (var step in steps)
        {
            await step.GiveBackAsync(outcome);
        }
    }
}

/// <summary>A step that was taken, in which policies were looked at or charged together.</summary>
/// <param name="Counters">The counters.</param>
/// <param name="Findings">What was found there.</param>
internal readonly record struct ChargedStep(ISharedCounters Counters, SharedFindings Findings)
{
    /// <summary>Gives the charges of this step back.</summary>
    /// <param name="outcome">The end of the request, for the policies that do not count such ones; null for all policies.</param>
    public ValueTask GiveBackAsync(RateLimitOutcome? outcome) =>
        (Findings.Stamps is not null || Findings.Own is not null) && Findings.Claims.Any(claim => claim.IsGivenBack(outcome))
            ? Counters.GiveBackAsync(Findings, outcome)
            : ValueTask.CompletedTask;
}
