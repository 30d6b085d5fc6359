using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class SeveralPoliciesTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Request_refused_by_one_policy_is_charged_under_none()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(5, 60), Limits.Rolling(2, 10));
        Assert.Equal(2, await CountAdmitted(limiter, 4));

        Assert.Equal(2, limiter.Ask(Limits.Ada).Status.Remaining);
    }

    [Fact]
    public async Task Refusal_by_two_policies_tells_the_longer_wait()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(2, 30), Limits.Rolling(2, 45));
        await CountAdmitted(limiter, 2);

        var answer = await Ask(limiter);

        Assert.False(answer.Admitted);
        Assert.Equal(45, answer.RetryAfter);
        Assert.Equal(1, answer.Status.Policy);
    }

    [Fact]
    public async Task Success_tells_of_the_policy_with_the_least_room_left()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(5, 60), Limits.Rolling(2, 10), Limits.Fixed(1, 60) with { Headers = RateLimitHeaders.None });

        var first = await limiter.AcquireAsync([new(0, Limits.Ada, 5), new(1, Limits.Ada, 2)], CancellationToken.None);
        var untold = await limiter.AcquireAsync([new(0, Limits.Bob, 5), new(2, Limits.Bob, 1)], CancellationToken.None);

        Assert.Equal((1, 2, 1), (first.Status.Policy, first.Status.Limit, first.Status.Remaining));
        Assert.Equal((0, 5, 4), (untold.Status.Policy, untold.Status.Limit, untold.Status.Remaining));
        Assert.Null(first.All);
    }

    [Fact]
    public async Task Policies_with_a_list_are_all_told_on_success_and_refusal()
    {
        var limiter = Limits.Limiter(
            _clock, Limits.Fixed(5, 60) with { Headers = RateLimitHeaders.Ietf }, Limits.Rolling(1, 10) with { Headers = RateLimitHeaders.Ietf });

        var admitted = await Ask(limiter);
        var refused = await Ask(limiter);

        Assert.Equal([(0, 4, 60), (1, 0, 10)], admitted.All!.Select(status => (status.Policy, status.Remaining, status.ResetAfter)));
        Assert.Equal([(0, 4, 60), (1, 0, 10)], refused.All!.Select(status => (status.Policy, status.Remaining, status.ResetAfter)));
        Assert.Equal((1, 10), (refused.Status.Policy, refused.RetryAfter));
    }

    [Fact]
    public async Task Policies_out_of_order_are_refused_as_a_mistake_of_the_caller()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(5, 60), Limits.Rolling(2, 10));
        RateLimitClaim[] requests = [new(1, Limits.Ada, 2), new(0, Limits.Ada, 5)];

        await Assert.ThrowsAsync<ArgumentException>(async () => await limiter.AcquireAsync(requests, CancellationToken.None));
    }

    [Fact]
    public async Task Request_under_no_policy_passes()
    {
        var answer = await Limits.Limiter(_clock, Limits.Fixed(5, 60)).AcquireAsync([], CancellationToken.None);

        Assert.True(answer.Admitted);
        Assert.Equal(-1, answer.Status.Policy);
    }

    [Fact]
    public async Task Only_policies_that_count_successes_get_their_charge_back()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(5, 60), Limits.Fixed(5, 60) with { Name = "creates", Charge = RateLimitCharging.Success });
        var answer = await Ask(limiter);

        await answer.Charge!.GiveBackAsync(RateLimitOutcome.Refused);

        Assert.Equal(3, (await Ask(limiter)).Status.Remaining);
        var creates = await limiter.AcquireAsync([new RateLimitClaim(1, Limits.Ada, 5)], CancellationToken.None);
        Assert.Equal(3, creates.Status.Remaining);
    }

    [Fact]
    public void Requests_gathered_on_the_stack_are_seen_in_their_order()
    {
        var requests = default(RateLimitClaims);
        for (var i = 0; i < RateLimitClaims.Capacity; i++)
        {
            requests.Add(new RateLimitClaim(i, Limits.Ada, i + 1));
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], requests.AsSpan().ToArray().Select(request => request.Allow));
        Assert.Throws<InvalidOperationException>(() => requests.Add(default));
    }

    [Fact]
    public void Request_that_came_earlier_than_one_that_was_charged_is_charged_with_it()
    {
        var limiter = Limits.Limiter(_clock, Limits.Rolling(2, 60), Limits.Rolling(3, 60));
        var came = limiter.Clock.Now;
        _clock.Advance(TimeSpan.FromSeconds(40));
        var later = limiter.Clock.Now;

        Assert.True(Ask(1, later).Admitted);
        Assert.True(Ask(2, came).Admitted);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(Ask(1, limiter.Clock.Now).Admitted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Ask(2, limiter.Clock.Now).Admitted);

        RateLimitResult Ask(int policies, long now)
        {
            RateLimitClaim[] requests = [new(0, Limits.Ada, 2), new(1, Limits.Ada, 3)];
            return Limits.Completed(limiter.AcquireAsync(requests.AsSpan(0, policies), account: null, now, CancellationToken.None));
        }
    }

    private static async Task<int> CountAdmitted(RateLimiter limiter, int tries)
    {
        var admitted = 0;
        for (var i = 0; i < tries; i++)
        {
            admitted += (await Ask(limiter)).Admitted ? 1 : 0;
        }

        return admitted;
    }

    private static ValueTask<RateLimitResult> Ask(RateLimiter limiter) => limiter.AcquireAsync(
        [new RateLimitClaim(0, Limits.Ada, limiter.Policies[0].Allow), new RateLimitClaim(1, Limits.Ada, limiter.Policies[1].Allow)],
        CancellationToken.None);
}
