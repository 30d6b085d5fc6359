using Lintel.RateLimits;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>The rate limit policies that the request is under have room; all are charged, or none.</summary>
internal sealed class RateLimitGuard(RateLimiter limiter) : Guard
{
    private readonly RateLimitPolicy[] _policies = [.. limiter.Policies];
    private readonly RateLimitRefusals _refusals = new(limiter.Policies);

    public override ValueTask<Decision> CheckAsync(ApiCall call) =>
        call.Operation is { Limits.Count: > 0 } operation && operation.Limits.Exists(limit => limit.NeedsBody) ? ReadFirstAsync(call) : ChargeAsync(call, call.Started);

    private async ValueTask<Decision> ReadFirstAsync(ApiCall call)
    {
        call.BodyDecision ??= await BodyGuard.ReadAsync(call);

        // A body may have taken its time.
        return await ChargeAsync(call, call.Runtime.Clock.Now);
    }

    private ValueTask<Decision> ChargeAsync(ApiCall call, long now)
    {
        var requests = default(RateLimitRequests);
        Collect(call, ref requests);
        if (requests.Count == 0)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        // Only a durable policy waits for the store.
        return limiter.TryAcquire(requests.AsSpan(), now, out var answer)
            ? ValueTask.FromResult(Note(call, answer))
            : AwaitAsync(call, limiter.AcquireAsync(requests.AsSpan(), now, call.Aborted));
    }

    private async ValueTask<Decision> AwaitAsync(ApiCall call, ValueTask<RateLimitAnswer> pending) => Note(call, await pending);

    private Decision Note(ApiCall call, in RateLimitAnswer answer)
    {
        call.RateLimit = answer.Status;
        call.AllRateLimits = answer.All;
        call.Charge = answer.Charge;
        return answer.Admitted ? Decision.Pass : _refusals.Of(answer);
    }

    private void Collect(ApiCall call, ref RateLimitRequests requests)
    {
        for (var i = 0; i < _policies.Length; i++)
        {
            var policy = _policies[i];
            if (Applies(policy, call, out var named) && Partition(policy, call, named) is { } partition)
            {
                requests.Add(new RateLimitRequest(i, partition, Allowed(policy, call)));
            }
        }
    }

    private static bool Applies(RateLimitPolicy policy, ApiCall call, out NamedLimit? named)
    {
        named = policy.Named ? call.Operation?.LimitNamed(policy.Name) : null;
        return policy.Named ? named is not null && !(named.NeedsBody && call.BodyDecision is Refusal) : policy.Classes.Count == 0 || (call.Class is { } name && policy.Classes.Contains(name));
    }

    private static RateLimitKey? Partition(RateLimitPolicy policy, ApiCall call, NamedLimit? named) => policy.Per switch
    {
        RateLimitPartition.Key => (call.KeyOrNull?.Id ?? call.SessionOrNull?.Id ?? call.ApplicationOrNull?.Id) is { } id ? RateLimitKey.Of(id) : null,
        RateLimitPartition.Application => call.ApplicationOrNull is { } application ? RateLimitKey.Of(application.Id) : null,
        RateLimitPartition.Account => call.AccountOrNull is { } account ? RateLimitKey.Of(account.Id) : null,
        RateLimitPartition.Address => RateLimitKey.Of(call.Address),
        RateLimitPartition.Value when named?.Value is { } value => RateLimitKey.Of(value(call)),
        _ => null,
    };

    private static int Allowed(RateLimitPolicy policy, ApiCall call)
    {
        if (call.KeyOrNull is { Limits.Count: > 0 } key && key.Limits.TryGetValue(policy.Name, out var own))
        {
            return own;
        }

        return call.AccountOrNull is { Limits.Count: > 0 } account && account.Limits.TryGetValue(policy.Name, out var raised) ? raised : policy.Allow;
    }
}
