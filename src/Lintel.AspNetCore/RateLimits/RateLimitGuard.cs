using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>The rate limit policies that the request is under have room; all are charged, or none.</summary>
/// <param name="limiter">Counts under the contract's policies, and after them under those of larger networks. It outlives the contract's version.</param>
/// <param name="policies">The contract's policies.</param>
/// <param name="signIns">Recognizes whoever signs in.</param>
/// <param name="values">The counters of the operations' own values.</param>
internal sealed class RateLimitGuard(
    IRateLimiter limiter, IReadOnlyList<RateLimitPolicy> policies, SignInRecognition signIns, ValueCounters values) : Guard
{
    private readonly RateLimitPolicy[] _policies = [.. NetworkPolicies.Widen(policies)];
    private readonly int[] _origins = [.. Enumerable.Range(0, limiter.Policies.Count).Select(place => NetworkPolicies.OriginOf(policies, place))];
    private readonly RateLimitRefusals _refusals = new(NetworkPolicies.Widen(policies));

    public override ValueTask<Decision> CheckAsync(ApiCall call) =>
        call.Operation is { Limits.Count: > 0 } operation && operation.Limits.Exists(limit => limit.CountsByText)
            ? ReadFirstAsync(call, operation)
            : ChargeAsync(call, call.Started);

    private async ValueTask<Decision> ReadFirstAsync(ApiCall call, Operation operation)
    {
        if (operation.Limits.Exists(limit => limit.NeedsBody))
        {
            call.BodyDecision ??= await BodyGuard.ReadAsync(call);
        }

        if (operation.SignInLogin is { } login && call.BodyDecision is not Refusal)
        {
            call.SignIn = await signIns.RecognizeAsync(call.Contract.Realm, await login.ReadAsync(call), SignInOrigin.Of(call), call.Aborted);
        }

        foreach (var limit in operation.Limits)
        {
            if (limit.Text is { } text && limit.AppliesTo(call))
            {
                call.KeepText(limit, await text.ReadAsync(call));
            }
        }

        // A body may have taken its time.
        return await ChargeAsync(call, call.Runtime.Clock.Now);
    }

    private ValueTask<Decision> ChargeAsync(ApiCall call, long now)
    {
        var requests = default(RateLimitClaims);
        Collect(call, ref requests);
        if (requests.Count == 0)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        if (call.IsRehearsal)
        {
            return AwaitAsync(call, limiter.PeekAsync(requests.AsSpan(), call.AccountOrNull?.Id, now, call.Aborted));
        }

        // Only a durable policy waits for the store, and those that several processes share for their engine.
        return limiter.TryAcquire(requests.AsSpan(), now, out var answer)
            ? ValueTask.FromResult(Note(call, answer))
            : AwaitAsync(call, limiter.AcquireAsync(requests.AsSpan(), call.AccountOrNull?.Id, now, call.Aborted));
    }

    private async ValueTask<Decision> AwaitAsync(ApiCall call, ValueTask<RateLimitResult> pending) => Note(call, await pending);

    private Decision Note(ApiCall call, in RateLimitResult answer)
    {
        call.RateLimit = OfContract(answer.Status);
        call.AllRateLimits = OfContract(answer.All);
        call.Charge = answer.Charge;
        return answer.Admitted ? Decision.Pass : _refusals.Of(answer);
    }

    /// <summary>A policy of a larger network is told about under the name of the contract's policy.</summary>
    private RateLimitStatus OfContract(in RateLimitStatus status) => status.Policy < 0 ? status : status with { Policy = _origins[status.Policy] };

    private IReadOnlyList<RateLimitStatus>? OfContract(IReadOnlyList<RateLimitStatus>? all) =>
        all is null || all[^1].Policy < policies.Count
            ? all
            : [.. all.GroupBy(status => _origins[status.Policy], (origin, statuses) => statuses.MinBy(status => status.Remaining) with { Policy = origin })];

    private void Collect(ApiCall call, ref RateLimitClaims requests)
    {
        for (var i = 0; i < _policies.Length; i++)
        {
            var policy = _policies[i];
            var origin = _policies[_origins[i]];
            if (Applies(origin, call, out var named) && Partition(policy, call, named) is { } partition)
            {
                requests.Add(new RateLimitClaim(i, partition, Allowed(origin, NetworkPolicies.TimesOf(policy), call)));
            }
        }
    }

    private static bool Applies(RateLimitPolicy policy, ApiCall call, out NamedLimit? named)
    {
        named = policy.Named ? call.Operation?.LimitNamed(policy.Name) : null;
        return policy.Named ? named?.AppliesTo(call) == true : policy.Classes.Count == 0 || (call.Class is { } name && policy.Classes.Contains(name));
    }

    private RateLimitKey? Partition(RateLimitPolicy policy, ApiCall call, NamedLimit? named) => policy.Per switch
    {
        // A person may have many sessions, and is one caller.
        RateLimitPartition.Key =>
            (call.KeyOrNull?.Id ?? call.SessionOrNull?.UserId ?? call.ApplicationOrNull?.Id ?? call.CallerOrNull?.CounterText) is { } id
                ? RateLimitKey.Of(id)
                : null,
        RateLimitPartition.Application => call.ApplicationOrNull is { } application ? RateLimitKey.Of(application.Id) : null,
        RateLimitPartition.Account => call.AccountOrNull is { } account ? RateLimitKey.Of(account.Id) : null,
        RateLimitPartition.Address => NetworkPolicies.CounterOf(policy, call.Address),

        // Start-up refuses an operation that names such a policy without a value.
        RateLimitPartition.Value => values.Of(named!.TextOf(call)),
        _ => null,
    };

    private static int Allowed(RateLimitPolicy policy, int times, ApiCall call)
    {
        var allow = policy.AllowFor(call.KeyOrNull, call.AccountOrNull);
        return times == 1 ? allow : (int)Math.Min((long)allow * times, int.MaxValue);
    }
}
