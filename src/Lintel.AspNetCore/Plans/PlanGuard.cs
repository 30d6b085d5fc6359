using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>The account's plan and the state of its subscription admit the API.</summary>
internal sealed class PlanGuard(PlanRule rule) : IGuard
{
    public ValueTask<Decision> CheckAsync(ApiCall call)
    {
        var account = call.AccountOrNull;
        if (account is null || (rule.Allow.Contains(account.Plan) && rule.Subscriptions.Contains(account.Subscription)))
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        return ValueTask.FromResult<Decision>(Refusal.For(
            Condition.PlanInactive,
            new RefusalArgument("plan", account.Plan),
            new RefusalArgument("subscription", account.Subscription)));
    }
}
