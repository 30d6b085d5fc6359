using Lintel.Pixel;

namespace Lintel.Tests.Pixel;

public sealed class PipeTests
{
    [Fact]
    public async Task Every_pipe_answers_without_rows_where_there_are_no_events()
    {
        await using var warehouse = await Warehouse.StartAsync();
        Assert.Equal(20, PipeCatalog.Pipes.Count);
        foreach (var pipe in PipeCatalog.Pipes)
        {
            using var answer = await warehouse.AnswerAsync(pipe.Name);
            Assert.Equal("[]", answer.RootElement.GetProperty("data").GetRawText());
            Assert.Equal(0, answer.RootElement.GetProperty("rows").GetInt32());
        }
    }

    [Fact]
    public async Task Top_pages_count_visitors_once_and_drop_the_query_string()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/pricing?utm_source=x");
        await warehouse.ViewAsync("2", "a", "/pricing");
        await warehouse.ViewAsync("3", "b", "/pricing");
        await warehouse.ViewAsync("4", "b", "/");
        using var answer = await warehouse.AnswerAsync("p_top_pages");

        Assert.Equal(
            """[{"path":"/pricing","visitors":2,"pageviews":3},{"path":"/","visitors":1,"pageviews":1}]""",
            answer.RootElement.GetProperty("data").GetRawText());
        Assert.Equal(
            """[{"name":"path","type":"String"},{"name":"visitors","type":"UInt64"},{"name":"pageviews","type":"UInt64"}]""",
            answer.RootElement.GetProperty("meta").GetRawText());
        Assert.Equal(2, answer.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(4, answer.RootElement.GetProperty("statistics").GetProperty("rows_read").GetInt32());
    }

    [Fact]
    public async Task Events_without_a_visitor_count_as_visitors_of_their_own()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("1") with { Path = "/" }, Warehouse.Cancel);
        await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("2") with { Path = "/" }, Warehouse.Cancel);

        Assert.Equal("""[{"path":"/","visitors":2,"pageviews":2}]""", await warehouse.RowsAsync("p_top_pages"));
    }

    [Fact]
    public async Task Referrers_are_hosts_and_none_is_direct()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/", "https://www.google.com/search?q=1");
        await warehouse.ViewAsync("2", "b", "/", "https://google.com/");
        await warehouse.ViewAsync("3", "c", "/");

        Assert.Equal(
            """[{"referrer":"google.com","visitors":2,"pageviews":2},{"referrer":"direct","visitors":1,"pageviews":1}]""",
            await warehouse.RowsAsync("p_referrers"));
    }

    [Fact]
    public async Task Realtime_counts_the_last_five_minutes()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/", minutesAgo: 4.9);
        await warehouse.ViewAsync("2", "b", "/", minutesAgo: 5);

        Assert.Equal(
            """[{"website_id":"admx_one","visitors":1,"pageviews":1,"last_seen":"2026-03-11T11:55:06Z"}]""",
            await warehouse.RowsAsync("p_realtime_visitors"));
    }

    [Fact]
    public async Task Goal_conversions_are_a_share_of_all_visitors()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/");
        await warehouse.ViewAsync("2", "b", "/");
        await warehouse.ViewAsync("3", "c", "/");
        await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("4", "custom") with { VisitorId = "a", GoalName = "signup" }, Warehouse.Cancel);
        await warehouse.Store.IngestAsync(Warehouse.Account, warehouse.Event("5", "custom") with { VisitorId = "a", GoalName = "signup" }, Warehouse.Cancel);

        Assert.Equal("""[{"goal_name":"signup","conversions":2,"visitors":1,"conversion_rate":0.3333}]""", await warehouse.RowsAsync("p_goal_conversions"));
    }

    [Fact]
    public async Task Revenue_goes_to_the_last_known_source_before_the_payment()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/", "https://news.example/", minutesAgo: 30);
        await warehouse.ViewAsync("2", "a", "/?utm_source=letter", minutesAgo: 20);
        await PayAsync(warehouse, "3", "a", 0.1m, minutesAgo: 10);
        await PayAsync(warehouse, "4", "a", 0.2m, minutesAgo: 9);
        await warehouse.ViewAsync("5", "a", "/", "https://late.example/", minutesAgo: 1);
        await PayAsync(warehouse, "6", "b", 7, minutesAgo: 5);

        Assert.Equal(
            """[{"source":"direct","currency":"EUR","payments":1,"visitors":1,"revenue":7},{"source":"letter","currency":"EUR","payments":2,"visitors":1,"revenue":0.3}]""",
            await warehouse.RowsAsync("p_attributed_revenue"));
    }

    [Fact]
    public async Task Sessions_tell_how_they_began_and_ended()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/blog", "https://news.example/", minutesAgo: 9);
        await warehouse.ViewAsync("2", "a", "/pricing", minutesAgo: 2);

        Assert.Equal(
            """[{"session_id":"s-a","website_id":"admx_one","visitor_id":"a","started_at":"2026-03-11T11:51:00Z","ended_at":"2026-03-11T11:58:00Z","pageviews":2,"events":2,"entry_path":"/blog","exit_path":"/pricing","referrer":"news.example","country":null,"device":null}]""",
            await warehouse.RowsAsync("p_sessions_list"));
    }

    [Fact]
    public async Task Profile_and_timeline_are_of_one_visitor()
    {
        await using var warehouse = await Warehouse.StartAsync();
        var metadata = new Dictionary<string, object> { ["country"] = "NO", ["device"] = "desktop", ["plan"] = 3 };
        await warehouse.Store.IngestAsync(
            Warehouse.Account,
            warehouse.Event("1", minutesAgo: 60) with { VisitorId = "a", Path = "/", Referrer = "https://claude.ai/", Metadata = metadata },
            Warehouse.Cancel);
        await PayAsync(warehouse, "2", "a", 12.5m);
        await warehouse.ViewAsync("3", "b", "/");
        var one = new PipeFilter { Values = new Dictionary<string, string> { ["visitor_id"] = "a" } };

        Assert.Equal(
            """[{"visitor_id":"a","sessions":1,"pageviews":1,"events":2,"first_seen":"2026-03-11T11:00:00Z","last_seen":"2026-03-11T12:00:00Z","country":"NO","device":"desktop","llm_engine":"claude","user_id":null,"email":null}]""",
            await warehouse.RowsAsync("p_visitor_profile", one));
        Assert.Equal(
            """[{"visitor_id":"a","session_id":"a-20260311","website_id":"admx_one","name":"payment","path":null,"goal_name":null,"value":12.5,"currency":"EUR","at":"2026-03-11T12:00:00Z"}]""",
            await warehouse.RowsAsync("p_visitor_timeline", one with { Limit = 1 }));
    }

    [Fact]
    public async Task Catalog_and_healthcheck_tell_what_arrives()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/", minutesAgo: 24 * 60);
        Assert.Equal(
            """[{"website_id":"admx_one","status":"silent","events_24h":0,"pageviews_24h":0,"last_event_at":"2026-03-10T12:00:00Z"}]""",
            await warehouse.RowsAsync("p_pixel_healthcheck"));
        await warehouse.ViewAsync("2", "a", "/");

        Assert.Equal(
            """[{"website_id":"admx_one","status":"receiving","events_24h":1,"pageviews_24h":1,"last_event_at":"2026-03-11T12:00:00Z"}]""",
            await warehouse.RowsAsync("p_pixel_healthcheck"));
        Assert.Equal(
            """[{"name":"pageview","goal_name":null,"events":2,"visitors":1,"first_seen":"2026-03-10T12:00:00Z","last_seen":"2026-03-11T12:00:00Z"}]""",
            await warehouse.RowsAsync("p_events_catalog"));
    }

    [Fact]
    public async Task Filter_narrows_by_time_and_value()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/old", minutesAgo: 24 * 60);
        await warehouse.ViewAsync("2", "a", "/new", "https://x.example/");
        await warehouse.ViewAsync("3", "b", "/new");
        var today = new PipeFilter { From = new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() };

        Assert.Equal("""[{"path":"/new","visitors":2,"pageviews":2}]""", await warehouse.RowsAsync("p_top_pages", today));
        Assert.Equal("""[{"path":"/old","visitors":1,"pageviews":1}]""", await warehouse.RowsAsync("p_top_pages", new PipeFilter { To = today.From }));
        Assert.Equal(
            """[{"path":"/new","visitors":1,"pageviews":1}]""",
            await warehouse.RowsAsync("p_top_pages", new PipeFilter { Values = new Dictionary<string, string> { ["referrer"] = "x.example" } }));
        Assert.Equal(
            "[]",
            await warehouse.RowsAsync("p_top_pages", new PipeFilter { Values = new Dictionary<string, string> { ["country"] = "' OR 1=1 --" } }));
    }

    [Fact]
    public async Task Rows_of_another_workspace_or_website_are_never_seen()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.ViewAsync("1", "a", "/");
        foreach (var pipe in PipeCatalog.Pipes)
        {
            Assert.Equal("[]", await warehouse.RowsAsync(pipe.Name, account: "acct_two"));
            Assert.Equal("[]", await warehouse.RowsAsync(pipe.Name, websites: ["admx_two"]));
        }
    }

    [Fact]
    public async Task Answer_has_at_most_a_thousand_rows()
    {
        await using var warehouse = await Warehouse.StartAsync();
        await warehouse.Database.WriteAsync(
            async connection =>
            {
                for (var i = 0; i < 1001; i++)
                {
                    await WarehouseStore.InsertAsync(connection, EventRow.From(Warehouse.Account, warehouse.Event($"e{i}") with { Path = $"/{i}" }, 1));
                }

                return 0;
            },
            Warehouse.Cancel);
        using var answer = await warehouse.AnswerAsync("p_top_pages");

        Assert.Equal(1000, answer.RootElement.GetProperty("rows").GetInt32());
    }

    private static Task<IngestReceipt> PayAsync(Warehouse warehouse, string id, string visitor, decimal value, double minutesAgo = 0) =>
        warehouse.Store.IngestAsync(
            Warehouse.Account,
            warehouse.Event(id, "payment", minutesAgo) with { VisitorId = visitor, Value = value, Currency = "EUR" },
            Warehouse.Cancel);
}
