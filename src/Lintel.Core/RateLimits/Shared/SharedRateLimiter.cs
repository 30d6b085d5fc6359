using Lintel.Cluster;

namespace Lintel.RateLimits;

/// <summary>
/// The rate limit policies of one contract, counted where several processes see the counts: those that keep callers from guessing secrets, and those that are
/// written before each answer, in the store; all others in an engine for counters. While that does not answer, each policy does what it says.
/// </summary>
internal sealed class SharedRateLimiter : IRateLimiter
{
    private readonly IOuterCounters _engine;
    private readonly IOuterCounters _store;
    private readonly NodeShare _share;
    private readonly KnownRefusals _refusals;
    private readonly Func<CancellationToken, Task> _checkpoint;

    /// <summary>Makes the limiter of a contract.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="policies">The contract's policies.</param>
    /// <param name="clock">The clock of requests.</param>
    /// <param name="engine">The counters in the engine.</param>
    /// <param name="store">The counters in the store.</param>
    /// <param name="nodes">The processes that share a limit while the engine does not answer.</param>
    /// <param name="owed">Learns of what is admitted while the engine does not answer; null where nothing is added to it afterwards.</param>
    /// <param name="checkpoint">Writes the counts of the engine that are checkpointed.</param>
    public SharedRateLimiter(
        string api,
        IReadOnlyList<RateLimitPolicy> policies,
        RequestClock clock,
        IOuterCounters engine,
        IOuterCounters store,
        INodeRegistry nodes,
        OwedCharges? owed,
        Func<CancellationToken, Task> checkpoint)
    {
        Api = api;
        Policies = policies;
        Use = new LimiterUse(policies, clock);
        Clock = clock;
        _engine = engine;
        _store = store;
        _share = new NodeShare(api, policies, clock, nodes, owed);
        _refusals = new KnownRefusals(policies);
        _checkpoint = checkpoint;
    }

    /// <inheritdoc/>
    public string Api { get; }

    /// <inheritdoc/>
    public LimiterUse Use { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RateLimitPolicy> Policies { get; }

    internal RequestClock Clock { get; }

    /// <inheritdoc/>
    public bool TryAcquire(ReadOnlySpan<RateLimitClaim> requests, long now, out RateLimitResult answer)
    {
        if (requests.IsEmpty)
        {
            answer = RateLimitAnswer.Unlimited;
            return true;
        }

        if (!_refusals.TryFind(requests, now, out var outcome, out var utcNow))
        {
            answer = default;
            return false;
        }

        Use.NoteRefusal(requests, outcome);
        answer = RateLimitAnswer.Of(requests, outcome, utcNow, charge: null);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<RateLimitResult> AcquireAsync(ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken) =>
        TryAcquire(requests, now, out var answer)
            ? ValueTask.FromResult(answer)
            : AcquireAsync(requests.ToArray(), ClaimsOf(requests, account), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RateLimitResult> PeekAsync(ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken) =>
        requests.IsEmpty ? ValueTask.FromResult(RateLimitAnswer.Unlimited) : PeekAsync(requests.ToArray(), account, cancellationToken);

    private async ValueTask<RateLimitResult> PeekAsync(RateLimitClaim[] requests, string? account, CancellationToken cancellationToken)
    {
        var claims = ClaimsOf(requests, account);
        var began = TimeProvider.System.GetTimestamp();
        SharedClaim[] inStore = [.. claims.Where(claim => IsInStore(claim.Policy))];
        SharedClaim[] inEngine = [.. claims.Where(claim => !IsInStore(claim.Policy))];
        var found = new List<SharedFindings>();
        CountersLostException? lost = null;
        try
        {
            await LookAsync(_engine, inEngine);
        }
        catch (CountersLostException exception)
        {
            // Throws where a policy admits nobody then.
            NodeShare.WithoutEngine(inEngine, exception);
            found.Clear();
            lost = exception;
        }

        await LookAsync(_store, inStore);
        PolicyUse[] uses = [.. found.SelectMany(findings => findings.Uses).OrderBy(use => use.Place)];
        return lost is null || Array.Exists(uses, use => use.Wait > 0)
            ? RateLimitAnswer.Of(requests, SharedOutcome.Of(Policies, requests, uses, Clock.Now), found[0].Now, charge: null)
            : throw new CountersNotReachedException([.. inEngine.Select(claim => claim.Policy)], lost);

        async Task LookAsync(ISharedCounters counters, SharedClaim[] all)
        {
            foreach (var (_, step) in StepsOf(counters, all))
            {
                found.Add(await counters.ChargeAsync(step, new ChargeTerms(Charge: false, Reserve: false, Tentative: false, began), cancellationToken));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(int policy, RateLimitKey counter, string? account, CancellationToken cancellationToken)
    {
        var claim = ClaimOf(place: 0, new RateLimitClaim(policy, counter, Policies[policy].Allow), account);
        try
        {
            await (IsInStore(claim.Policy) ? _store : _engine).ResetAsync(claim, cancellationToken);
        }
        catch (CountersLostException exception)
        {
            throw new StoreUnavailableException($"The engine that counts the rate limit policy '{claim.Policy.Name}' cannot answer.", exception);
        }

        Forget(policy, counter);
    }

    /// <inheritdoc/>
    public void Forget(int policy, RateLimitKey counter)
    {
        _refusals.Forget(policy, counter, Clock.Now);
        _share.Forget(policy, counter);
    }

    /// <inheritdoc/>
    public void ForgetRefusals() => _refusals.ForgetAll(Clock.Now);

    /// <inheritdoc/>
    public Task CheckpointAsync(CancellationToken cancellationToken) => _checkpoint(cancellationToken);

    private async ValueTask<RateLimitResult> AcquireAsync(RateLimitClaim[] requests, SharedClaim[] claims, CancellationToken cancellationToken)
    {
        SharedClaim[] inStore = [.. claims.Where(claim => IsInStore(claim.Policy))];
        SharedClaim[] inEngine = [.. claims.Where(claim => !IsInStore(claim.Policy))];
        try
        {
            // What is cheaper to ask and to give back comes first.
            return await ChargeAsync(requests, [.. StepsOf(_engine, inEngine), .. StepsOf(_store, inStore)], inEngine, cancellationToken);
        }
        catch (CountersLostException exception)
        {
            var shared = NodeShare.WithoutEngine(inEngine, exception);
            if (inStore.Length == 0 && shared.Length == 0)
            {
                return RateLimitAnswer.Unlimited;
            }

            _share.Reduce(requests, shared);
            return await ChargeAsync(requests, [.. StepsOf(_store, inStore), .. StepsOf(_share, shared)], [], cancellationToken);
        }
    }

    private static bool IsInStore(RateLimitPolicy policy) => policy.Durability == RateLimitDurability.Immediate;

    private static IEnumerable<(ISharedCounters Counters, SharedClaim[] Claims)> StepsOf(ISharedCounters counters, SharedClaim[] claims) =>
        claims.Length == 0 ? [] : counters.Divide(claims).Select(step => (counters, step));

    private async ValueTask<RateLimitResult> ChargeAsync(
        RateLimitClaim[] requests, (ISharedCounters Counters, SharedClaim[] Claims)[] steps, SharedClaim[] inEngine, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var before = Clock.Now;
        var taken = new List<ChargedStep>(steps.Length);
        var admitted = true;
        try
        {
            foreach (var (counters, claims) in steps)
            {
                var tentative = taken.Count < steps.Length - 1;
                var reserve = steps.Length > 1 || Array.Exists(claims, claim => claim.Policy.Charge != RateLimitCharging.Always);
                var findings = await counters.ChargeAsync(claims, new ChargeTerms(admitted, reserve, tentative, began), cancellationToken);
                taken.Add(new ChargedStep(counters, findings));
                admitted &= findings.HasRoom;
            }
        }
        catch
        {
            await GiveAllBackAsync(taken);
            throw;
        }

        if (!admitted)
        {
            await GiveAllBackAsync(taken);
        }

        var uses = UsesOf(taken, admitted);
        var outcome = SharedOutcome.Of(Policies, requests, uses, Clock.Now);
        Note(requests, outcome, uses);
        var utcNow = taken[0].Findings.Now;
        if (!admitted && inEngine.Length == requests.Length && taken.TrueForAll(step => step.Findings.IsCertain))
        {
            _refusals.Note(requests, outcome, before, utcNow);
        }

        return RateLimitAnswer.Of(requests, outcome, utcNow, admitted ? ChargeOf(requests, inEngine, taken) : null);
    }

    private static async ValueTask GiveAllBackAsync(List<ChargedStep> taken)
    {
        foreach (var step in taken)
        {
            await step.GiveBackAsync(outcome: null);
        }
    }

    /// <summary>Collects what was found in all steps, by ascending place. Charges that were made and given back are not in it.</summary>
    private static PolicyUse[] UsesOf(List<ChargedStep> taken, bool admitted)
    {
        var uses = new List<PolicyUse>();
        foreach (var step in taken)
        {
            var given = admitted || step.Findings.Stamps is null ? 0 : 1;
            uses.AddRange(step.Findings.Uses.Select(use => use.Used == given ? use with { Used = 0, TimeToEmpty = 0 } : use with { Used = use.Used - given }));
        }

        uses.Sort(static (one, other) => one.Place.CompareTo(other.Place));
        return [.. uses];
    }

    private void Note(RateLimitClaim[] requests, in ChargeOutcome outcome, PolicyUse[] uses)
    {
        if (!outcome.Admitted)
        {
            Use.NoteRefusal(requests, outcome);
            return;
        }

        if (Use.IsWatched)
        {
            foreach (var use in uses)
            {
                Use.Admitted(requests[use.Place].Policy, use.Used, requests[use.Place].Allow, outcome.Now);
            }
        }
    }

    private SharedCharge? ChargeOf(RateLimitClaim[] requests, SharedClaim[] inEngine, List<ChargedStep> taken)
    {
        var own = _share.Note(inEngine);
        return requests.Any(request => Policies[request.Policy].Charge != RateLimitCharging.Always) ? new SharedCharge(taken, own) : null;
    }

    private SharedClaim[] ClaimsOf(ReadOnlySpan<RateLimitClaim> requests, string? account)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests.Length, RateLimitClaims.Capacity);
        var claims = new SharedClaim[requests.Length];
        for (var place = 0; place < claims.Length; place++)
        {
            ref readonly var request = ref requests[place];
            if (place > 0 && request.Policy <= requests[place - 1].Policy)
            {
                throw new ArgumentException("The policies of a request are given once each, by ascending place.", nameof(requests));
            }

            claims[place] = ClaimOf(place, request, account);
        }

        return claims;
    }

    private SharedClaim ClaimOf(int place, in RateLimitClaim request, string? account)
    {
        var policy = Policies[request.Policy];
        var group = policy.Per is RateLimitPartition.Address or RateLimitPartition.Value ? null : account;
        return new SharedClaim(place, policy, request, group ?? request.Partition.StoredName);
    }
}
