using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>The account's plan and the state of its subscription admit the API.</summary>
internal sealed class PlanGuard(PlanRule rule) : Guard
{
    private readonly string[] _plans = [.. rule.Allow];
    private readonly string[] _subscriptions = [.. rule.Subscriptions];

    private readonly string _allowedPlans = string.Join(' ', rule.Allow);
    private readonly string _allowedSubscriptions = string.Join(' ', rule.Subscriptions);

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        var account = call.AccountOrNull;
        if (account is null || (Array.IndexOf(_plans, account.Plan) >= 0 && Array.IndexOf(_subscriptions, account.Subscription) >= 0))
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        return ValueTask.FromResult<Decision>(Refusal.For(
            Condition.PlanInactive,
            ("plan", account.Plan),
            ("subscription", account.Subscription))
            .Comparing(("plans", _allowedPlans), ("subscriptions", _allowedSubscriptions)));
    }
}
