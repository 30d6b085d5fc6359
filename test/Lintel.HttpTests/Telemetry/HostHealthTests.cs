using System.Net;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.HttpTests.Telemetry;

/// <summary>The host tells whoever runs it that it lives and is ready, and strangers nothing more.</summary>
public sealed class HostHealthTests
{
    [Fact]
    public async Task Health_and_readiness_need_no_key_and_are_in_no_log()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, "Healthy"), await GetAsync(host, "/healthz"));
        Assert.Equal((200, "Healthy"), await GetAsync(host, "/readyz"));
        Assert.Empty((await host.ManageAsync("GET", "/requests?route=/healthz*"))["data"]!.AsArray());
        Assert.Empty((await host.ManageAsync("GET", "/requests?route=/readyz*"))["data"]!.AsArray());
    }

    [Theory]
    [InlineData("lintel.db")]
    [InlineData("requests.db")]
    public async Task Readiness_fails_without_a_store_and_tells_strangers_no_reason(string file)
    {
        await using var host = await StartAsync();
        using (host.MoveStoreAway(file))
        {
            Assert.Equal((503, "Unhealthy"), await GetAsync(host, "/readyz"));
            Assert.Equal((200, "Healthy"), await GetAsync(host, "/healthz"));
            Assert.Contains(host.Log.Lines, line => line.Contains("not ready", StringComparison.Ordinal) && line.Contains(file, StringComparison.Ordinal));
        }

        host.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((200, "Healthy"), await GetAsync(host, "/readyz"));
    }

    [Fact]
    public async Task Readiness_looks_at_stores_once_a_second_however_often_it_is_asked()
    {
        await using var host = await StartAsync();
        Assert.Equal((200, "Healthy"), await GetAsync(host, "/readyz"));
        using var moved = host.MoveStoreAway("requests.db");

        Assert.Equal((200, "Healthy"), await GetAsync(host, "/readyz"));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((503, "Unhealthy"), await GetAsync(host, "/readyz"));
    }

    [Fact]
    public async Task Readiness_fails_for_a_minute_after_the_clock_was_set()
    {
        await using var host = await StartAsync();
        Assert.Equal((200, "Healthy"), await GetAsync(host, "/readyz"));

        host.Clock.Set(host.Clock.GetUtcNow().AddHours(-1));
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((503, "Unhealthy"), await GetAsync(host, "/readyz"));

        host.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((200, "Healthy"), await GetAsync(host, "/readyz"));
    }

    [Fact]
    public async Task Readiness_fails_first_and_requests_that_have_begun_or_come_then_are_answered()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = await StartAsync(
            group => group.MapGet("/stream", async (HttpContext http) =>
            {
                await http.Response.WriteAsync("first ");
                await http.Response.Body.FlushAsync();
                begun.SetResult();
                await finish.Task;
                await http.Response.WriteAsync("last");
            }).RequireScope("requests:read"),
            ("Lintel__DrainDelay", "10"),
            ("Lintel__DrainTimeout", "20"));
        var stream = host.ManageTextAsync("/stream");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var stopped = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var stopping = host.StopApplicationAsync();
        await WaitAsync(stopped);

        Assert.Equal((503, "Unhealthy"), await GetAsync(host, "/readyz"));
        Assert.Equal((200, "Healthy"), await GetAsync(host, "/healthz"));
        await host.ManageAsync("GET", "/status");

        host.Clock.Advance(TimeSpan.FromSeconds(10));
        finish.SetResult();
        Assert.Equal("first last", await stream);
        await stopping;
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Stream_that_does_not_end_in_time_is_aborted_and_the_process_stops_well()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = await StartAsync(
            group => group.MapGet("/stream", async (HttpContext http) =>
            {
                await http.Response.WriteAsync("first ");
                await http.Response.Body.FlushAsync();
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            }).RequireScope("requests:read"),
            ("Lintel__DrainTimeout", "1"));
        var stream = host.ManageTextAsync("/stream");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await host.StopApplicationAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => stream);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Metrics_are_on_their_own_port_alone_and_nothing_else_is_there()
    {
        await using var host = await StartAsync(null, ("Lintel__MetricsPort", "0"));
        var metrics = new Uri(host.MetricsUrl!);
        using var strangers = await host.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        await host.ManageAsync("GET", "/status");
        using var client = new HttpClient { BaseAddress = metrics };

        var text = await client.GetStringAsync(metrics, TestContext.Current.CancellationToken);
        using var elsewhere = await client.GetAsync("/lintel/v1/status", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, strangers.StatusCode);
        Assert.Contains("lintel_requests_total{", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_bucket{", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Empty(await elsewhere.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static Task<LintelHost> StartAsync(Action<RouteGroupBuilder>? operations = null, params (string Name, string Value)[] settings) =>
        LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = false,
            Settings = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value),
            Customization = operations is null ? null : new HostCustomization { Operations = operations },
        });

    private static async Task<(int Status, string Body)> GetAsync(LintelHost host, string path)
    {
        using var response = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task WaitAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
