using System.Diagnostics.Metrics;
using System.Net;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Telemetry;

/// <summary>Requests are counted by API, operation, status, code and condition, and by nothing that callers choose.</summary>
public sealed class RequestMetricsTests
{
    [Fact]
    public async Task Requests_are_counted_by_api_operation_status_code_and_condition()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, "/shop/things", host.Key);
        await SendAsync(host, "/shop/things", host.Key);
        await SendAsync(host, "/shop/things");
        await SendAsync(host, "/shop/sold", host.Key);
        await SendAsync(host, "/shop/nothing", host.Key);

        Assert.Equal(5, (await measured.WaitAsync("lintel.request.duration", count: 5)).Count);
        Assert.Equal(
            new SortedDictionary<string, double>
            {
                ["http.response.status_code=200 lintel.api=shop lintel.operation=things"] = 2,
                ["http.response.status_code=401 lintel.api=shop lintel.code=unauthenticated lintel.condition=credential.missing lintel.operation=things"] = 1,
                ["http.response.status_code=409 lintel.api=shop lintel.code=sold_out lintel.operation=sold"] = 1,
                ["http.response.status_code=404 lintel.api=shop lintel.code=not_found lintel.condition=route.unknown"] = 1,
            },
            new SortedDictionary<string, double>(measured.SumsOf("lintel.requests").ToDictionary()));
    }

    [Fact]
    public async Task Request_that_the_server_refuses_is_counted()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await new RawClient(new IPEndPoint(IPAddress.Loopback, host.Address.Port)).SendAsync("GET /shop/things HTTP/1.1\r\nHost: a\r\nbad field\r\n\r\n");

        await measured.WaitAsync("lintel.requests", count: 1);
        Assert.Equal(
            "http.response.status_code=400 lintel.api=shop lintel.code=malformed lintel.condition=request.unreadable",
            Assert.Single(measured.SumsOf("lintel.requests").Keys));
    }

    [Fact]
    public async Task Request_that_shadow_mode_would_refuse_is_counted_as_such()
    {
        await using var host = await DoorHost.StartAsync(shop => shop.MapGet("/things", () => "ok").WithName("things"), options => options.Shadow("shop"));
        using var measured = new Measurements(host.Services);

        await SendAsync(host, "/shop/things");

        await measured.WaitAsync("lintel.requests", count: 1);
        Assert.Equal(
            "http.response.status_code=200 lintel.api=shop lintel.code=unauthenticated lintel.condition=credential.missing lintel.operation=things "
                + "lintel.shadow=True",
            Assert.Single(measured.SumsOf("lintel.requests").Keys));
    }

    [Fact]
    public async Task Duration_is_that_of_the_guards_and_not_of_the_application()
    {
        DoorHost? host = null;
        await using var started = host = await StartAsync(() => host!.Clock.Advance(TimeSpan.FromSeconds(7)));
        using var measured = new Measurements(host.Services);

        await SendAsync(host, "/shop/things", host.Key);

        Assert.InRange(Assert.Single(await measured.WaitAsync("lintel.request.duration", count: 1)).Value, 0, 0.001);
    }

    [Fact]
    public async Task Each_guard_is_measured_by_its_stage_up_to_the_one_that_refused()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        await SendAsync(host, "/shop/things", host.Key);
        await SendAsync(host, "/shop/nothing", host.Key);

        await measured.WaitAsync("lintel.requests", count: 2);
        var stages = host.Services.GetRequiredService<ApiDirectory>().Named("shop").Stages.Select(stage => stage.Word).ToArray();
        var route = Array.IndexOf(stages, "route");
        Assert.Equal(stages.Length + route + 1, measured.Of("lintel.guard.duration").Count);
        Assert.All(measured.Of("lintel.guard.duration"), each => Assert.InRange(each.Value, 0, 1));
        var counts = measured.Of("lintel.guard.duration").GroupBy(each => each.Tags).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(2, counts["lintel.api=shop lintel.decision=passed lintel.stage=key"]);
        Assert.Equal(1, counts["lintel.api=shop lintel.decision=refused lintel.stage=route"]);
        Assert.Equal(1, counts["lintel.api=shop lintel.decision=passed lintel.stage=rules"]);
    }

    [Fact]
    public async Task Durations_are_in_seconds_with_buckets_from_a_microsecond()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);

        var duration = Assert.IsType<Histogram<double>>(measured.Instruments["lintel.request.duration"]);

        Assert.Equal("s", duration.Unit);
        Assert.Equal(1e-6, duration.Advice?.HistogramBucketBoundaries?[0]);
    }

    [Fact]
    public async Task Duration_of_the_framework_has_code_and_condition_of_an_error()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services, "Microsoft.AspNetCore.Hosting");

        await SendAsync(host, "/shop/things");
        await SendAsync(host, "/outside");

        var durations = await measured.WaitAsync("http.server.request.duration", count: 2);
        Assert.Single(
            durations,
            each => each.Tags.Contains("lintel.code=unauthenticated lintel.condition=credential.missing", StringComparison.Ordinal));
        Assert.Single(durations, each => !each.Tags.Contains("lintel.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tags_are_as_many_with_ten_thousand_keys_as_with_one()
    {
        const int Keys = 5_000;
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services);
        string[] secrets = [.. await Task.WhenAll(Enumerable.Range(0, Keys).Select(async _ => (await host.IssueAsync()).Key))];

        await SendAsync(host, "/shop/things", host.Key);
        await SendAsync(host, "/shop/things", "shop_live_0000000000000000");
        await measured.WaitAsync("lintel.requests", count: 2);
        var before = TagsOf(measured);
        await Parallel.ForEachAsync(secrets, async (secret, _) => await SendAsync(host, "/shop/things", secret));
        await Parallel.ForEachAsync(Enumerable.Range(0, Keys), async (i, _) => await SendAsync(host, "/shop/things", $"shop_live_{i:0000000000000000}"));

        await measured.WaitAsync("lintel.request.duration", count: (2 * Keys) + 2);
        Assert.Equal((2 * Keys) + 2, measured.SumsOf("lintel.requests").Values.Sum());
        Assert.Equal(before, TagsOf(measured));
    }

    /// <summary>All tags of all instruments of the application; those of databases are of the process.</summary>
    private static string[] TagsOf(Measurements measured) =>
    [
        .. measured.Instruments.Values.Where(instrument => instrument.Meter.Scope is not null).Select(instrument => instrument.Name).Order()
            .SelectMany(instrument => measured.SumsOf(instrument).Keys.Order().Select(tags => $"{instrument} {tags}")),
    ];

    private static Task<DoorHost> StartAsync(Action? handled = null) => DoorHost.StartAsync(
        shop =>
        {
            shop.MapGet("/things", () => handled?.Invoke()).WithName("things");
            shop.MapGet("/sold", () => { throw new ApiException(Refusal.WithCode("sold_out", ("what", "Soap"))); }).RaisesError("sold_out").WithName("sold");
        },
        options => options.FailedAuthenticationsPerMinute = 1_000_000,
        contract: text => text.Replace("allow: 50", "allow: 100000", StringComparison.Ordinal));

    private static async Task SendAsync(DoorHost host, string path, string? key = null)
    {
        using var response = await host.SendAsync("GET", path, key);
        _ = await response.Content.ReadAsStringAsync();
    }
}
