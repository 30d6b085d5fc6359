using Lintel.RateLimits;

namespace Lintel.Tests.Telemetry;

public sealed class RefusedCallersTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    private readonly RefusedCallers _callers = new();

    [Fact]
    public void Caller_that_comes_before_its_wait_is_over_is_early()
    {
        Assert.False(_callers.IsEarly(0, caller: 7, now: 0, until: 10 * Second));

        Assert.True(_callers.IsEarly(0, caller: 7, now: 5 * Second, until: 10 * Second));
        Assert.True(_callers.IsEarly(0, caller: 7, now: 9 * Second, until: 10 * Second));
    }

    [Fact]
    public void Requests_that_were_under_way_together_are_not_early()
    {
        _callers.IsEarly(0, caller: 7, now: 0, until: 10 * Second);

        Assert.False(_callers.IsEarly(0, caller: 7, now: Second - 1, until: 10 * Second));
        Assert.True(_callers.IsEarly(0, caller: 7, now: Second, until: 10 * Second));
    }

    [Fact]
    public void Caller_that_waited_is_not_early_and_waits_anew()
    {
        _callers.IsEarly(0, caller: 7, now: 0, until: 10 * Second);

        Assert.False(_callers.IsEarly(0, caller: 7, now: 10 * Second, until: 20 * Second));
        Assert.True(_callers.IsEarly(0, caller: 7, now: 15 * Second, until: 20 * Second));
    }

    [Fact]
    public void Callers_and_policies_are_told_apart()
    {
        _callers.IsEarly(0, caller: 7, now: 0, until: 10 * Second);

        Assert.False(_callers.IsEarly(1, caller: 7, now: 5 * Second, until: 10 * Second));
        Assert.False(_callers.IsEarly(0, caller: 8, now: 5 * Second, until: 10 * Second));
        Assert.False(_callers.IsEarly(0, caller: 7 + 4096, now: 5 * Second, until: 10 * Second));
    }
}
