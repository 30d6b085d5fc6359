using FsCheck;
using FsCheck.Fluent;
using Lintel.RateLimits;
using Lintel.Testing;
using Lintel.Tests.RateLimits.Shared;

namespace Lintel.Tests.RateLimits;

/// <summary>What holds for any policies, any requests and any times.</summary>
public sealed class LimiterProperties(RedisServer server)
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(500);

    /// <summary>What a caller, an operation or the clock does next.</summary>
    private abstract record Step
    {
        public sealed record Wait(long Ticks) : Step;

        public sealed record SetClockBack(int Seconds) : Step;

        public sealed record Request(bool First, bool Second, bool Third, int ExtraAllow) : Step;

        public sealed record GiveBack(int Index) : Step;
    }

    private static Gen<Step> Steps { get; } = Gen.Frequency(
        (4, Gen.Choose(0, 40_000_000).Select(ticks => (Step)new Step.Wait(ticks))),
        (1, Gen.Choose(0, 20).Select(seconds => (Step)new Step.Wait(seconds * TimeSpan.TicksPerSecond))),
        (1, Gen.Choose(1, 100).Select(seconds => (Step)new Step.SetClockBack(seconds))),
        (12, Gen.Choose(1, 7).SelectMany(mask => Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Choose(-2, 4)))
            .Select(extra => (Step)new Step.Request((mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0, extra)))),
        (2, Gen.Choose(0, 30).Select(index => (Step)new Step.GiveBack(index))));

    private static Gen<RateLimitPolicy> PolicyGen { get; } =
        from allow in Gen.Choose(1, 6)
        from seconds in Gen.Choose(1, 12)
        from rolling in Gen.Elements(true, false)
        from successOnly in Gen.Elements(true, false)
        select (
            rolling
                ? Limits.Rolling(allow, seconds)
                : Limits.Fixed(allow, seconds)) with
        { Charge = successOnly ? RateLimitCharging.Success : RateLimitCharging.Always };

    private static Arbitrary<(RateLimitPolicy[] Policies, Step[] Steps)> Stories { get; } =
        PolicyGen.ArrayOf(3).SelectMany(policies => Steps.ArrayOf(60).Select(steps => (policies, steps))).ToArbitrary();

    [Fact]
    public void Refused_request_passes_after_exactly_the_time_it_was_told() =>
        Prop.ForAll(Stories, story => Tell(InMemory, story.Policies, story.Steps, new ManualClock(), checkWaits: true)).Check(Settings);

    [Fact]
    public void Windows_never_hold_more_than_their_limit() =>
        Prop.ForAll(Stories, story => Tell(InMemory, story.Policies, story.Steps, new ManualClock(), checkWaits: false)).Check(Settings);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Same_holds_in_Redis(bool checkWaits)
    {
        var clock = new ManualClock();
        await using var node = await RedisNode.StartOnClockAsync(server, clock);
        Prop.ForAll(Stories, story => Tell((_, policies) => new OnServerClock(node, policies), story.Policies, story.Steps, clock, checkWaits))
            .Check(Settings.WithMaxTest(60));
    }

    [Fact]
    public void Requests_of_many_threads_under_a_moving_clock_stay_within_the_bound() => Prop.ForAll(
        (from allow in Gen.Elements(1, 2, 7, 50, 1_500) from rolling in Gen.Elements(true, false) select (allow, rolling)).ToArbitrary(),
        sample => RunInParallel(sample.rolling ? Limits.Rolling(sample.allow, 1) : Limits.Fixed(sample.allow, 1))).Check(Settings.WithMaxTest(12));

    private static IRateLimiter InMemory(ManualClock clock, RateLimitPolicy[] policies) => Limits.Limiter(clock, policies);

    private static bool Tell(
        Func<ManualClock, RateLimitPolicy[], IRateLimiter> make, RateLimitPolicy[] policies, Step[] steps, ManualClock clock, bool checkWaits)
    {
        policies = [.. policies.Select((policy, place) => policy with { Name = $"policy-{place}" })];
        var limiter = make(clock, policies);
        var ledger = new Ledger(policies);
        var charges = new List<(RateLimitCharge? Charge, long At, RateLimitClaim[] Requests)>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Wait wait:
                    clock.Advance(TimeSpan.FromTicks(wait.Ticks));
                    break;
                case Step.SetClockBack back:
                    clock.Set(clock.GetUtcNow() - TimeSpan.FromSeconds(back.Seconds));
                    break;
                case Step.GiveBack giveBack when giveBack.Index < charges.Count:
                    var (charge, at, charged) = charges[giveBack.Index];
                    (limiter as OnServerClock)?.SetClockAsync().Wait(TestContext.Current.CancellationToken);
                    charge?.GiveBackAsync(RateLimitOutcome.Refused).AsTask().Wait(TestContext.Current.CancellationToken);
                    ledger.Forget(charged, at);
                    charges.RemoveAt(giveBack.Index);
                    break;
                case Step.Request request:
                    var requests = Requests(policies, request);
                    if (Acquire(limiter, requests, clock, checkWaits) is { } admitted)
                    {
                        charges.Add((admitted.Charge, clock.GetTimestamp(), requests));
                        ledger.Note(requests, clock.GetTimestamp());
                    }

                    break;
            }
        }

        return checkWaits || ledger.IsWithinBounds();
    }

    /// <summary>Asks; where it is refused and there is a clock, waits as told and asks again.</summary>
    private static RateLimitResult? Acquire(IRateLimiter limiter, RateLimitClaim[] requests, ManualClock clock, bool waits)
    {
        var answer = Ask();
        if (answer.Admitted || !waits)
        {
            return answer.Admitted ? answer : null;
        }

        Assert.InRange(answer.RetryAfter, 1, 13);
        clock.Advance(TimeSpan.FromSeconds(answer.RetryAfter - 1));
        Assert.False(Ask().Admitted);
        clock.Advance(TimeSpan.FromSeconds(1));
        var again = Ask();
        Assert.True(again.Admitted);
        return again;

        RateLimitResult Ask()
        {
            var now = (limiter as RateLimiter)?.Clock.Now ?? 0;
            return limiter.AcquireAsync(requests, "account", now, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    private static RateLimitClaim[] Requests(RateLimitPolicy[] policies, Step.Request request)
    {
        bool[] chosen = [request.First, request.Second, request.Third];
        return
        [
            .. Enumerable.Range(0, policies.Length).Where(i => chosen[i])
                .Select(i => new RateLimitClaim(i, Limits.Ada, Math.Max(1, policies[i].Allow + request.ExtraAllow))),
        ];
    }

    private static bool RunInParallel(RateLimitPolicy policy)
    {
        var clock = new ManualClock();
        var limiter = Limits.Limiter(clock, policy);
        var admitted = new System.Collections.Concurrent.ConcurrentQueue<(long NotBefore, long NotAfter)>();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, worker =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 4_000; i++)
            {
                var before = clock.GetTimestamp();
                if (limiter.Ask(Limits.Ada).Admitted)
                {
                    admitted.Enqueue((before, clock.GetTimestamp()));
                }

                clock.Advance(TimeSpan.FromTicks(random.Next(0, 20_000)));
            }
        });

        // A request was admitted somewhere between its two times; those that lie in a window with both are certainly in it.
        var times = admitted.OrderBy(time => time.NotAfter).ToArray();
        var bound = policy.Kind == RateLimitKind.Rolling ? policy.Allow : (2 * policy.Allow) - 1;
        return times.All(first => times.Count(
            time => time.NotBefore >= first.NotBefore && time.NotAfter < first.NotBefore + policy.Window.Ticks) <= bound);
    }

    /// <summary>A limiter whose server has the time of the test.</summary>
    private sealed class OnServerClock(RedisNode node, RateLimitPolicy[] policies) : IRateLimiter
    {
        private readonly SharedRateLimiter _inner = node.Limiter(Names.Next(), policies);

        public string Api => _inner.Api;

        public IReadOnlyList<RateLimitPolicy> Policies => _inner.Policies;

        public LimiterUse Use => _inner.Use;

        public bool TryAcquire(ReadOnlySpan<RateLimitClaim> requests, long now, out RateLimitResult answer) => _inner.TryAcquire(requests, now, out answer);

        public ValueTask<RateLimitResult> PeekAsync(
            ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken) =>
            _inner.PeekAsync(requests, account, now, cancellationToken);

        public ValueTask ResetAsync(int policy, RateLimitKey counter, string? account, CancellationToken cancellationToken) =>
            _inner.ResetAsync(policy, counter, account, cancellationToken);

        public void Forget(int policy, RateLimitKey counter) => _inner.Forget(policy, counter);

        public void ForgetRefusals() => _inner.ForgetRefusals();

        public ValueTask<RateLimitResult> AcquireAsync(
            ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken) =>
            new(AcquireAsync(requests.ToArray(), account, cancellationToken));

        public Task CheckpointAsync(CancellationToken cancellationToken) => _inner.CheckpointAsync(cancellationToken);

        /// <summary>Sets the server's clock, which does not follow corrections of the wall clock, as the one in memory does not.</summary>
        public Task SetClockAsync() => node.SetServerClockAsync(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks + node.Clock.Now);

        private async Task<RateLimitResult> AcquireAsync(RateLimitClaim[] requests, string? account, CancellationToken cancellationToken)
        {
            await SetClockAsync();
            return await _inner.AcquireAsync(requests, account, node.Clock.Now, cancellationToken);
        }
    }

    /// <summary>What was admitted and not given back, with the largest limit that anybody had.</summary>
    private sealed class Ledger(RateLimitPolicy[] policies)
    {
        private readonly List<long>[] _times = [.. policies.Select(_ => new List<long>())];
        private readonly int[] _allow = new int[policies.Length];

        public void Note(RateLimitClaim[] requests, long at)
        {
            foreach (var request in requests)
            {
                _times[request.Policy].Add(at);
                _allow[request.Policy] = Math.Max(_allow[request.Policy], request.Allow);
            }
        }

        public void Forget(RateLimitClaim[] requests, long at)
        {
            foreach (var request in requests.Where(request => policies[request.Policy].Charge == RateLimitCharging.Success))
            {
                _times[request.Policy].Remove(at);
            }
        }

        public bool IsWithinBounds() => policies.Select((policy, i) =>
            _times[i].All(from => _times[i].Count(time => time >= from && time < from + policy.Window.Ticks)
                <= (policy.Kind == RateLimitKind.Rolling ? _allow[i] : Math.Max(0, (2 * _allow[i]) - 1)))).All(within => within);
    }
}
