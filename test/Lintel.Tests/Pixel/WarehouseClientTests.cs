using System.Net;
using System.Text;
using Lintel.Pixel;
using Lintel.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Lintel.Tests.Pixel;

public sealed class WarehouseClientTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of thirty-two bytes, ok");
    private static readonly WarehouseGrant Grant = new("acct_one", ["admx_one"], "p_top_pages");

    private readonly ManualClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Warehouse_that_is_silent_for_five_seconds_is_an_analytics_error()
    {
        var asked = new TaskCompletionSource();
        using var client = Client(async (_, token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new HttpResponseMessage();
        });
        var call = client.QueryAsync(Grant, new PipeFilter(), Cancel);
        await asked.Task;
        _clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("analytics_error", (await call).Refusal?.Code);
    }

    [Fact]
    public async Task Call_that_found_no_warehouse_is_tried_once_more_with_a_fresh_token()
    {
        var tokens = new List<string?>();
        using var client = Client((request, _) =>
        {
            tokens.Add(request.Headers.Authorization?.Parameter);
            return tokens.Count == 1 ? throw new HttpRequestException("Connection refused") : Answer(HttpStatusCode.OK, "{}");
        });
        var outcome = await client.QueryAsync(Grant, new PipeFilter(), Cancel);

        Assert.True(outcome.TryGet(out _));
        Assert.Equal(2, tokens.Distinct().Count());
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task Status_that_is_no_success_is_an_analytics_error_and_not_tried_again(HttpStatusCode status)
    {
        var calls = 0;
        using var client = Client((_, _) =>
        {
            calls++;
            return Answer(status, "{}");
        });
        var outcome = await client.QueryAsync(Grant, new PipeFilter(), Cancel);

        Assert.Equal(("analytics_error", 1), (outcome.Refusal?.Code, calls));
    }

    [Fact]
    public async Task Receipt_that_cannot_be_read_is_an_analytics_error()
    {
        using var client = Client((_, _) => Answer(HttpStatusCode.Accepted, "<html>"));
        var sent = new WarehouseEvent { EventId = "e", WebsiteId = "admx_one", Name = "pageview", At = 0 };

        Assert.Equal("analytics_error", (await client.IngestAsync(new WarehouseService.BuiltIn(), Grant, sent, Cancel)).Refusal?.Code);
    }

    [Theory]
    [InlineData(null, null, "http://w.example/pipes/p_top_pages.json", "http://w.example/ingest")]
    [InlineData("http://w.example/base/", null, "http://w.example/base/pipes/p_top_pages.json", "http://w.example/base/ingest")]
    [InlineData("http://w.example", "http://i.example/in", "http://w.example/pipes/p_top_pages.json", "http://i.example/in")]
    [InlineData(null, "http://i.example/in", "http://w.example/pipes/p_top_pages.json", "http://i.example/in")]
    public async Task Settings_say_where_calls_go(string? warehouse, string? ingest, string pipe, string events)
    {
        var targets = new List<string>();
        using var client = Client(
            (request, _) =>
            {
                targets.Add(request.RequestUri!.GetLeftPart(UriPartial.Path));
                return Answer(HttpStatusCode.OK, "{}");
            },
            ("Pixel:WarehouseUrl", warehouse),
            ("Pixel:IngestUrl", ingest));
        await client.QueryAsync(Grant, new PipeFilter(), Cancel);
        var service = Settings(("Pixel:WarehouseUrl", warehouse), ("Pixel:IngestUrl", ingest)).Ingest;
        await client.IngestAsync(service, Grant, new WarehouseEvent { EventId = "e", WebsiteId = "admx_one", Name = "pageview", At = 0 }, Cancel);

        Assert.Equal([pipe, events], targets);
    }

    [Fact]
    public void Blank_settings_are_not_configured_and_are_independent()
    {
        var ingest = Settings(("Pixel:IngestUrl", " "));
        Assert.Equal((false, true), (ingest.HasIngest, ingest.HasIdentify));
        var identify = Settings(("Pixel:IdentifyUrl", ""));
        Assert.Equal((true, false), (identify.HasIngest, identify.HasIdentify));
        Assert.IsType<WarehouseService.NotConfigured>(Settings(("Pixel:WarehouseUrl", "")).Pipes);
    }

    [Theory]
    [InlineData("localhost:80")]
    [InlineData("ftp://w.example")]
    [InlineData("/ingest")]
    public void Setting_that_is_no_web_address_is_refused(string text) =>
        Assert.Contains(
            "Pixel__IngestUrl",
            Assert.Throws<OptionsValidationException>(() => Settings(("Pixel:IngestUrl", text))).Message,
            StringComparison.Ordinal);

    private static Task<HttpResponseMessage> Answer(HttpStatusCode status, string body) =>
        Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });

    private static WarehouseSettings Settings(params (string Name, string? Value)[] settings) => WarehouseSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value)).Build());

    private WarehouseClient Client(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer,
        params (string Name, string? Value)[] settings) => new(
        new HttpClient(new Handler(answer)),
        Settings(settings),
        new WarehouseAddress { BuiltIn = new Uri("http://w.example") },
        new WarehouseTokens(Secret, _clock),
        _clock);

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request, cancellationToken);
    }
}
