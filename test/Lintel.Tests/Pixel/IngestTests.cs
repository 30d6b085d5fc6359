using Dapper;
using Lintel.Pixel;

namespace Lintel.Tests.Pixel;

public sealed class IngestTests
{
    [Fact]
    public async Task Parallel_duplicates_give_exactly_one_new_event()
    {
        await using var warehouse = await Warehouse.StartAsync();
        var sent = warehouse.Event("ord-881");
        var grant = Warehouse.Grant(WarehouseRequests.IngestPipe);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            Task.Run(() => warehouse.Client.IngestAsync(new WarehouseService.BuiltIn(), grant, sent, Warehouse.Cancel), Warehouse.Cancel)));

        Assert.Single(outcomes, outcome => outcome.TryGet(out var receipt) && !receipt.Duplicate);
        Assert.Equal(39, outcomes.Count(outcome => outcome.TryGet(out var receipt) && receipt.Duplicate));
        Assert.Equal(1, await CountAsync(warehouse));
    }

    [Fact]
    public async Task Event_id_is_remembered_for_24_hours()
    {
        await using var warehouse = await Warehouse.StartAsync();
        var first = await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one"), Warehouse.Cancel);
        warehouse.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        var within = await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one"), Warehouse.Cancel);
        warehouse.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var after = await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one"), Warehouse.Cancel);

        Assert.Equal((false, true, false), (first.Duplicate, within.Duplicate, after.Duplicate));
        Assert.Equal(2, await CountAsync(warehouse));
    }

    [Fact]
    public async Task Parallel_calls_with_one_id_and_two_bodies_keep_one_event_and_accept_one_body()
    {
        await using var warehouse = await Warehouse.StartAsync();
        var bodies = Enumerable.Range(0, 40).Select(i => warehouse.Event("ord-881") with { Path = $"/{i % 2}", Fingerprint = $"body-{i % 2}" }).ToList();
        var receipts = await Task.WhenAll(
            bodies.Select(body => Task.Run(() => warehouse.Store.IngestAsync(Warehouse.Account, body, Warehouse.Cancel), Warehouse.Cancel)));

        Assert.Single(receipts, receipt => receipt is { Duplicate: false, Conflict: false });
        Assert.Equal(19, receipts.Count(receipt => receipt is { Duplicate: true, Conflict: false }));
        Assert.Equal(20, receipts.Count(receipt => receipt.Conflict));
        Assert.Equal(1, await CountAsync(warehouse));
    }

    [Fact]
    public async Task Event_that_was_kept_without_a_fingerprint_conflicts_with_nothing()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one"), Warehouse.Cancel);

        var again = await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one") with { Fingerprint = "a" }, Warehouse.Cancel);

        Assert.Equal((true, false), (again.Duplicate, again.Conflict));
    }

    [Fact]
    public async Task Event_id_of_another_workspace_website_or_name_is_its_own()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one"), Warehouse.Cancel);
        var other = await warehouse.Store.IngestAsync("acct_two", warehouse.Event("one"), Warehouse.Cancel);

        var website = await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one") with { WebsiteId = "admx_two" }, Warehouse.Cancel);
        var name = await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("one", "custom"), Warehouse.Cancel);

        Assert.Equal((false, false, false), (other.Duplicate, website.Duplicate, name.Duplicate));
    }

    [Fact]
    public async Task Identity_keeps_what_a_later_call_does_not_say()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("one", "v_1", "/");
        var identity = new WarehouseIdentity { WebsiteId = Warehouse.Website, VisitorId = "v_1", UserId = "u_1" };
        await warehouse.Client.IdentifyAsync(new WarehouseService.BuiltIn(), Warehouse.Grant(WarehouseRequests.IdentifyPipe), identity, Warehouse.Cancel);
        await warehouse.Client.IdentifyAsync(
            new WarehouseService.BuiltIn(),
            Warehouse.Grant(WarehouseRequests.IdentifyPipe),
            identity with { UserId = null, Email = "ada@one.example" },
            Warehouse.Cancel);

        var rows = await warehouse.RowsAsync("p_visitor_profile");
        Assert.Contains("\"user_id\":\"u_1\",\"email\":\"ada@one.example\"", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_without_a_token_of_its_own_is_refused()
    {
        await using var warehouse = await Warehouse.StartAsync();
        var good = warehouse.Tokens.Mint(Warehouse.Grant("p_top_pages"));
        var ingest = warehouse.Tokens.Mint(Warehouse.Grant(WarehouseRequests.IngestPipe));
        const string OfAnotherSite = """{"event_id":"e","website_id":"admx_other","name":"pageview","at":1}""";

        Assert.Equal(200, await warehouse.StatusAsync("/pipes/p_top_pages.json", good));
        Assert.Equal(401, await warehouse.StatusAsync("/pipes/p_top_pages.json", null));
        Assert.Equal(401, await warehouse.StatusAsync("/pipes/p_referrers.json", good));
        Assert.Equal(401, await warehouse.StatusAsync("/ingest", good, OfAnotherSite));
        Assert.Equal(403, await warehouse.StatusAsync("/ingest", ingest, OfAnotherSite));
        Assert.Equal(400, await warehouse.StatusAsync("/ingest", ingest, "{"));
        Assert.Equal(404, await warehouse.StatusAsync("/elsewhere", good));
        warehouse.Clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal(401, await warehouse.StatusAsync("/pipes/p_top_pages.json", good));
        Assert.Equal(0, await CountAsync(warehouse));
    }

    [Fact]
    public async Task Warehouse_that_is_stopped_is_an_analytics_error()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.Server.StopAsync(Warehouse.Cancel);
        var outcome = await warehouse.Client.QueryAsync(Warehouse.Grant("p_top_pages"), new PipeFilter(), Warehouse.Cancel);

        Assert.False(outcome.TryGet(out _));
        Assert.Equal("analytics_error", outcome.Refusal!.Code);
    }

    [Theory]
    [InlineData("https://www.google.com/search?q=x", "google.com", null)]
    [InlineData("https://chatgpt.com/", "chatgpt.com", "chatgpt")]
    [InlineData("android-app", "android-app", null)]
    [InlineData("", null, null)]
    public void Referrer_tells_host_and_assistant(string referrer, string? host, string? engine)
    {
        Assert.Equal(host, TrafficSource.HostOf(referrer));
        Assert.Equal(engine, TrafficSource.AssistantOf(TrafficSource.HostOf(referrer)));
    }

    [Theory]
    [InlineData("/pricing?utm_source=news+letter&x=1#a", "/pricing", "news letter")]
    [InlineData("/pricing?xutm_source=a&utm_source=", "/pricing", null)]
    [InlineData("/pricing#utm_source=a", "/pricing", null)]
    [InlineData("/a?utm_source=%E2%82%AC", "/a", "€")]
    public void Path_tells_page_and_campaign(string path, string page, string? source)
    {
        Assert.Equal(page, TrafficSource.PageOf(path));
        Assert.Equal(source, TrafficSource.Parameter(path, "utm_source"));
    }

    private static Task<long> CountAsync(Warehouse warehouse) =>
        warehouse.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM events"), TestContext.Current.CancellationToken);
}
