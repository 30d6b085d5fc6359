using System.Collections.Concurrent;
using System.Diagnostics;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Telemetry;

/// <summary>The guards are one activity of the trace, where somebody samples it.</summary>
public sealed class GuardTraceTests
{
    [Fact]
    public async Task Guards_are_one_activity_with_an_event_for_each()
    {
        await using var host = await StartAsync();
        using var trace = new Trace(ActivitySamplingResult.AllDataAndRecorded);

        using var response = await trace.SendAsync(host, host.Key);

        var guards = Assert.Single(await trace.GuardsAsync());
        Assert.Equal(("lintel.guards", ActivityStatusCode.Unset), (guards.OperationName, guards.Status));
        Assert.Equal("things", guards.GetTagItem("lintel.operation"));
        Assert.Equal(
            ["credential", "key", "limit", "route", "method", "scope", "precondition", "body", "resource", "rules"],
            guards.Events.Select(each => each.Name));
        Assert.All(guards.Events, each => Assert.Equal("passed", each.Tags.Single(tag => tag.Key == "lintel.decision").Value));
    }

    [Fact]
    public async Task Activity_is_over_before_the_application_and_below_that_of_the_server()
    {
        await using var host = await StartAsync(() => Activity.Current?.OperationName);
        using var trace = new Trace(ActivitySamplingResult.AllDataAndRecorded);

        using var response = await trace.SendAsync(host, host.Key);

        Assert.Equal("Microsoft.AspNetCore.Hosting.HttpRequestIn", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var guards = Assert.Single(await trace.GuardsAsync());
        Assert.Equal("Microsoft.AspNetCore.Hosting.HttpRequestIn", guards.Parent?.OperationName);
    }

    [Fact]
    public async Task Refusal_ends_the_events_names_code_and_condition_and_leaves_the_status_unset()
    {
        await using var host = await StartAsync();
        using var trace = new Trace(ActivitySamplingResult.AllDataAndRecorded);

        using var response = await trace.SendAsync(host, "shop_live_none");

        var guards = Assert.Single(await trace.GuardsAsync());
        Assert.Equal(ActivityStatusCode.Unset, guards.Status);
        Assert.Equal(("bad_key", "credential.unknown"), ((string?)guards.GetTagItem("lintel.code"), (string?)guards.GetTagItem("lintel.condition")));
        Assert.Equal("key", guards.Events.Last().Name);
        Assert.Equal("refused", guards.Events.Last().Tags.Single().Value);
    }

    [Fact]
    public async Task Guards_of_an_api_in_shadow_mode_are_traced_too()
    {
        await using var host = await DoorHost.StartAsync(
            shop => shop.MapGet("/things", () => Activity.Current?.OperationName).WithName("things"), options => options.Shadow("shop"));
        using var trace = new Trace(ActivitySamplingResult.AllDataAndRecorded);

        using var response = await trace.SendAsync(host, "shop_live_none");

        Assert.Equal("Microsoft.AspNetCore.Hosting.HttpRequestIn", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var guards = Assert.Single(await trace.GuardsAsync());
        Assert.Equal(["credential", "key"], guards.Events.Select(each => each.Name));
        Assert.Equal(("bad_key", "credential.unknown"), ((string?)guards.GetTagItem("lintel.code"), (string?)guards.GetTagItem("lintel.condition")));
    }

    [Fact]
    public async Task Trace_that_is_not_sampled_has_no_activity_of_the_guards()
    {
        await using var host = await StartAsync();
        using var trace = new Trace(ActivitySamplingResult.PropagationData);

        using var response = await trace.SendAsync(host, host.Key);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.DoesNotContain(await trace.GuardsAsync(least: 0), guards => guards.IsAllDataRequested);
    }

    [Fact]
    public async Task Request_log_names_the_span_of_the_server()
    {
        await using var host = await StartAsync();
        using var trace = new Trace(ActivitySamplingResult.AllDataAndRecorded);

        using var response = await trace.SendAsync(host, key: null);

        var entry = await host.FindAsync(response.Headers.GetValues("X-Request-Id").Single());
        var guards = Assert.Single(await trace.GuardsAsync());
        Assert.Equal((trace.Id, guards.ParentSpanId.ToHexString()), (entry?.TraceId, entry?.SpanId));
    }

    [Fact]
    public async Task What_a_guard_sets_in_its_context_reaches_the_application()
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapGet("/shop/things", () => ContextGuard.Tenant.Value ?? "none");
            },
            options: lintel =>
            {
                lintel.AddGuard<ContextGuard>(after: "key");
                lintel.Contracts.Clear();
                lintel.Contracts.Add(ContractReader.Read(DoorHost.Contract, "shop.yaml", lintel.Guards.Select(guard => guard.Stage)));
            });
        using var trace = new Trace(ActivitySamplingResult.AllDataAndRecorded);

        Assert.Equal("north", (await host.SendAsync("GET", "/shop/things", host.Key)).Body);
        Assert.Equal("north", (await host.SendAsync("GET", "/shop/things", host.Key, null, ("traceparent", trace.Parent))).Body);
        Assert.Single(await trace.GuardsAsync());
    }

    private static Task<DoorHost> StartAsync(Func<string?>? answer = null) =>
        DoorHost.StartAsync(shop => shop.MapGet("/things", () => answer?.Invoke() ?? "ok").WithName("things"));

    private sealed class ContextGuard : Guard
    {
        public static readonly AsyncLocal<string?> Tenant = new();

        public override ValueTask<Decision> CheckAsync(ApiCall call)
        {
            Tenant.Value = "north";
            return ValueTask.FromResult(Decision.Pass);
        }
    }

    /// <summary>A trace of one request; those of other tests are not heard.</summary>
    private sealed class Trace : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly ConcurrentQueue<Activity> _stopped = new();
        private readonly ActivityTraceId _id = ActivityTraceId.CreateRandom();
        private readonly SemaphoreSlim _heard = new(0);

        public Trace(ActivitySamplingResult result)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Lintel",
                Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == _id ? result : ActivitySamplingResult.None,
                ActivityStopped = activity =>
                {
                    if (activity.TraceId == _id && activity.Source.Name == "Lintel")
                    {
                        _stopped.Enqueue(activity);
                        _heard.Release();
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public string Id => _id.ToHexString();

        public string Parent => $"00-{Id}-00f067aa0ba902b7-01";

        public Task<HttpResponseMessage> SendAsync(DoorHost host, string? key) =>
            host.SendAsync("GET", "/shop/things", key, null, ("traceparent", Parent));

        public async Task<IReadOnlyList<Activity>> GuardsAsync(int least = 1)
        {
            while (_stopped.Count < least)
            {
                Assert.True(await _heard.WaitAsync(TimeSpan.FromSeconds(20)));
            }

            return [.. _stopped];
        }

        public void Dispose()
        {
            _listener.Dispose();
            _heard.Dispose();
        }
    }
}
