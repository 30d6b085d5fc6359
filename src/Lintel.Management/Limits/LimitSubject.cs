using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.Management.Limits;

/// <summary>The account, or the key of an account, whose limits are asked for.</summary>
/// <param name="Account">The account.</param>
/// <param name="Key">The key; null for the account itself.</param>
internal sealed record LimitSubject(Account Account, ApiKey? Key)
{
    /// <summary>The APIs that have limits and that the account is good in, each with its policies by place.</summary>
    public IEnumerable<(Contract Contract, IRateLimiter Limiter)> ApisOf(ApiCall call)
    {
        var limiters = call.Service<RateLimiters>();
        return from contract in call.ContractsOf()
               where contract.Realm == Account.Api
               let limiter = limiters.Of(contract.Api)
               where limiter is not null
               select (contract, limiter);
    }

    /// <summary>The id that a policy counts by; null where it counts by something else than the key or the account.</summary>
    public string? CounterOf(RateLimitPolicy policy) => policy.Per switch
    {
        RateLimitPartition.Key => Key?.Id,
        RateLimitPartition.Account => Account.Id,
        _ => null,
    };

    /// <summary>The record that a limit is of, as the contract words it.</summary>
    public string OwnerOf(RateLimitPolicy policy)
    {
        if (Key?.Limits.ContainsKey(policy.Name) == true)
        {
            return "key";
        }

        return Account.Limits.ContainsKey(policy.Name) ? "account" : "contract";
    }
}
