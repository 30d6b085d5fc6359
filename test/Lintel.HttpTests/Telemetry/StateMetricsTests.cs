using Lintel.HttpTests.Door;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Telemetry;

/// <summary>Limiters, caches, the request log and the background loops tell how they are.</summary>
public sealed class StateMetricsTests
{
    [Fact]
    public async Task Limiter_tells_decisions_saturation_and_callers_that_do_not_wait()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, times: 3);
        Assert.Equal(0.75, measured.SumsOf("lintel.limiter.saturation")["lintel.api=shop lintel.policy=account"]);

        // The fourth is admitted, two are refused at once, and the last one comes although it was told to wait for a minute.
        await SendAsync(host, times: 3);
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await SendAsync(host, times: 1);

        var decisions = measured.SumsOf("lintel.limiter.decisions");
        Assert.Equal(4, decisions["lintel.api=shop lintel.limiter.result=admitted lintel.policy=account"]);
        Assert.Equal(3, decisions["lintel.api=shop lintel.limiter.result=refused lintel.policy=account"]);
        Assert.Equal(1, measured.SumsOf("lintel.limiter.saturation")["lintel.api=shop lintel.policy=account"]);
        Assert.Equal(1, measured.SumsOf("lintel.limiter.early_retries")["lintel.api=shop lintel.policy=account"]);
    }

    [Fact]
    public async Task Caller_that_waits_as_it_was_told_is_no_early_one()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, times: 5);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(host, times: 5);

        Assert.Equal(2, measured.SumsOf("lintel.limiter.decisions")["lintel.api=shop lintel.limiter.result=refused lintel.policy=account"]);
        Assert.Equal(0, measured.SumsOf("lintel.limiter.early_retries")["lintel.api=shop lintel.policy=account"]);
    }

    [Fact]
    public async Task Saturation_falls_once_nobody_has_come_for_a_minute()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, times: 2);
        Assert.Equal(0.5, measured.SumsOf("lintel.limiter.saturation")["lintel.api=shop lintel.policy=account"]);
        host.Clock.Advance(TimeSpan.FromMinutes(1.2));

        Assert.Equal(0, measured.SumsOf("lintel.limiter.saturation")["lintel.api=shop lintel.policy=account"]);
    }

    [Fact]
    public async Task Failed_authentications_are_a_policy_of_their_own_by_one_name_for_networks_of_all_sizes()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, times: 2, key: "shop_live_none");

        Assert.Equal(
            ["lintel.api=shop lintel.policy=account", "lintel.api=shop lintel.policy=failed-authentication"],
            measured.SumsOf("lintel.limiter.saturation").Keys.Where(tags => tags.StartsWith("lintel.api=shop ", StringComparison.Ordinal)).Order());
        Assert.Equal(
            2, measured.SumsOf("lintel.limiter.decisions")["lintel.api=shop lintel.limiter.result=admitted lintel.policy=failed-authentication"]);
    }

    [Fact]
    public async Task Cache_tells_hits_misses_and_size()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, times: 4);

        var lookups = measured.SumsOf("lintel.cache.lookups");
        Assert.Equal(1, lookups["lintel.cache.name=keys lintel.cache.result=miss"]);
        Assert.Equal(3, lookups["lintel.cache.name=keys lintel.cache.result=hit"]);
        Assert.Equal(1, measured.SumsOf("lintel.cache.entries")["lintel.cache.name=keys"]);
    }

    [Fact]
    public async Task Request_log_tells_what_was_written()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, times: 3);
        await measured.WaitAsync("lintel.requests", count: 3);
        await host.Services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);

        Assert.Equal(3, measured.SumsOf("lintel.request_log.written")[string.Empty]);
        Assert.Equal(0, measured.SumsOf("lintel.request_log.waiting")[string.Empty]);
        Assert.Equal(0, measured.SumsOf("lintel.request_log.dropped")[string.Empty]);
    }

    [Fact]
    public async Task Loop_that_does_not_come_round_grows_old()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        host.Clock.Advance(TimeSpan.FromSeconds(30));

        var ages = measured.SumsOf("lintel.loop.age");
        Assert.Equal(
            ["lintel.loop.name=idempotency_sweep", "lintel.loop.name=rate_limit_checkpoints", "lintel.loop.name=request_log", "lintel.loop.name=session_sweep"],
            ages.Keys.Order());
        Assert.Equal(30, ages["lintel.loop.name=idempotency_sweep"]);
        Assert.Equal(0, ages["lintel.loop.name=request_log"]);
    }

    private static Task<DoorHost> StartAsync() => DoorHost.StartAsync(
        shop => shop.MapGet("/things", () => "ok"), contract: text => text.Replace("allow: 50", "allow: 4", StringComparison.Ordinal));

    private static async Task SendAsync(DoorHost host, int times, string? key = null)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await host.SendAsync("GET", "/shop/things", key ?? host.Key);
        }
    }
}
