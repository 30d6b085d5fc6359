using Lintel.AspNetCore;
using Lintel.RateLimits;

namespace Lintel.Management.Limits;

/// <summary>Resets counters of an account or a key.</summary>
internal static class LimitResets
{
    /// <summary>Resets a policy, in each API of the account that has one of this name. To do it again changes nothing more.</summary>
    /// <returns>The refusal; null where it was done.</returns>
    /// <exception cref="StoreUnavailableException">The counter cannot be reached.</exception>
    public static async Task<Refusal?> ResetAsync(ApiCall call, LimitSubject subject, string name)
    {
        var policies = subject.ApisOf(call)
            .SelectMany(api => api.Contract.Limits.Where(policy => policy.Name == name).Select(policy => (api.Contract.Api, Policy: policy)))
            .ToArray();
        if (policies.Length == 0)
        {
            return Refusal.Missing("Rate limit policy", name);
        }

        // A key's page shows the limits of its account, too; whoever resets one there would reset it for all keys.
        var own = subject.Key is null ? RateLimitPartition.Account : RateLimitPartition.Key;
        var counted = policies.Where(found => found.Policy.Per == own).ToArray();
        if (counted.Length == 0)
        {
            return Conflicts.Of(Explain(subject, policies[0].Policy));
        }

        var resets = call.Service<CounterResets>();
        foreach (var (api, policy) in counted)
        {
            // Finished also when the caller hangs up, as every change is.
            await resets.ResetAsync(new ResetCounter(api, policy.Name, subject.CounterOf(policy)!), subject.Account.Id, CancellationToken.None);
            call.NoteChange("counter", $"{api}/{policy.Name}", null);
        }

        return null;
    }

    private static string Explain(LimitSubject subject, RateLimitPolicy policy) => (policy.Per, subject.Key) switch
    {
        (RateLimitPartition.Account, not null) => $"The rate limit policy '{policy.Name}' counts all keys of an account together. Reset it by "
            + $"{ManagementApi.BasePath}/accounts/{subject.Account.Id}/limits/{policy.Name}/reset.",
        (RateLimitPartition.Key, null) => $"The rate limit policy '{policy.Name}' counts each key of an account by itself. Reset it by "
            + $"{ManagementApi.BasePath}/keys/{{id}}/limits/{policy.Name}/reset.",
        _ => $"The rate limit policy '{policy.Name}' counts per {OtherLimitShape.WordOf(policy.Per)}, and not by keys or accounts.",
    };
}
