using System.Text.Json.Nodes;
using Dapper;
using Lintel.Management.Demo;
using Lintel.Pixel;
using Lintel.Shared;
using Lintel.Testing;
using Lintel.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Tests.Pixel;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_has_thousands_of_events_and_a_second_start_adds_none()
    {
        await using var demo = new Demo();
        await demo.SeedAsync();
        var first = await demo.CountEventsAsync();
        await demo.SeedAsync();

        Assert.InRange(first, 3000, 20_000);
        Assert.Equal(first, await demo.CountEventsAsync());
    }

    [Fact]
    public async Task Later_start_adds_what_has_happened_since()
    {
        await using var demo = new Demo();
        await demo.SeedAsync();
        var before = await demo.CountEventsAsync();
        demo.Clock.Advance(TimeSpan.FromDays(3));
        await demo.SeedAsync();

        Assert.InRange(await demo.CountEventsAsync() - before, 200, 1500);
        Assert.Equal(0, await demo.QueryAsync("SELECT COUNT(*) - COUNT(DISTINCT account_id || event_id) FROM events"));
    }

    [Fact]
    public async Task Starting_often_gives_the_events_of_starting_once()
    {
        await using var often = new Demo();
        await using var once = new Demo();
        for (var hour = 0; hour < 40; hour++)
        {
            await often.SeedAsync();
            often.Clock.Advance(TimeSpan.FromHours(1));
        }

        once.Clock.Advance(TimeSpan.FromHours(40));
        await often.SeedAsync();
        await once.SeedAsync();
        const string Recent = "SELECT COUNT(*) FROM events WHERE event_id LIKE 'demo-%' AND at > 1773230400000";
        Assert.True(await once.QueryAsync(Recent) > 100);
        Assert.Equal(await once.QueryAsync(Recent), await often.QueryAsync(Recent));
    }

    [Fact]
    public async Task Demo_file_names_keys_and_ids()
    {
        await using var demo = new Demo();
        var part = await demo.SeedAsync();

        Assert.Equal("/pixel/api/v1", (string?)part["base"]);
        Assert.Equal(
            ["readWrite", "read", "none", "revoked", "expired", "otherEnvironment", "flood", "edges"],
            part["keys"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["website", "otherWebsite", "freshWebsite", "visitor"], part["ids"]!.AsObject().Select(member => member.Key));
        Assert.Equal(1_000_000, demo.Keys.Accounts.Single(account => account.Id == demo.Keys.Named["edges"].AccountId).Limits["workspace"]);
        Assert.Empty(demo.Keys.Accounts.Single(account => account.Id == demo.Keys.Named["flood"].AccountId).Limits);
        Assert.Equal(4, demo.Keys.Accounts.Count);
        Assert.Empty(demo.Keys.Named["none"].Scopes);
        Assert.Equal(KeyState.Revoked, demo.Keys.Named["revoked"].State);
        Assert.True(demo.Keys.Named["expired"].Expired);
        Assert.Equal("test", demo.Keys.Named["otherEnvironment"].Environment);
        Assert.True(await demo.QueryAsync($"SELECT COUNT(*) FROM events WHERE visitor_id = '{part["ids"]!["visitor"]}'") > 30);
        Assert.Equal(0, await demo.QueryAsync($"SELECT COUNT(*) FROM events WHERE website_id = '{part["ids"]!["freshWebsite"]}'"));
    }

    [Fact]
    public async Task Fresh_website_that_has_got_events_keeps_them_and_another_takes_its_place()
    {
        await using var demo = new Demo();
        var first = (string)(await demo.SeedAsync())["ids"]!["freshWebsite"]!;
        Assert.Equal(first, (string?)(await demo.SeedAsync())["ids"]!["freshWebsite"]);
        var sent = new WarehouseEvent
        {
            EventId = "mine",
            WebsiteId = first,
            Name = "pageview",
            Path = "/",
            At = demo.Clock.GetUtcNow().ToUnixTimeMilliseconds()
        };
        await demo.Services.GetRequiredService<WarehouseStore>().IngestAsync("acct_pixel_main", sent, TestContext.Current.CancellationToken);
        var second = (string)(await demo.SeedAsync())["ids"]!["freshWebsite"]!;

        Assert.NotEqual(first, second);
        Assert.Equal(1, await demo.QueryAsync("SELECT COUNT(*) FROM events WHERE event_id = 'mine'"));
        Assert.True(await demo.Services.GetRequiredService<WebsiteStore>().BelongsAsync("acct_pixel_main", second, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lists_of_the_demo_account_are_not_empty()
    {
        await using var demo = new Demo();
        await demo.SeedAsync();

        Assert.Equal(3, (await demo.Services.GetRequiredService<GoalStore>().ListAsync("acct_pixel_main", TestContext.Current.CancellationToken)).Count);
        Assert.Equal(2, (await demo.Services.GetRequiredService<AlertStore>().ListAsync("acct_pixel_main", TestContext.Current.CancellationToken)).Count);
        Assert.Equal(2, (await demo.Services.GetRequiredService<ReportStore>().ListAsync("acct_pixel_main", TestContext.Current.CancellationToken)).Count);
        var links = await demo.Services.GetRequiredService<ShareLinkStore>().ListAsync("acct_pixel_main", TestContext.Current.CancellationToken);
        Assert.Equal([false, true], links.Select(link => link.PasswordProtected).Order());
        Assert.Empty(await demo.Services.GetRequiredService<GoalStore>().ListAsync("acct_pixel_other", TestContext.Current.CancellationToken));
    }

    private sealed class Demo : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Demo() => Services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddPixel(new ConfigurationBuilder().Build(), ApiDatabases.InFolder(_folder.Path))
            .BuildServiceProvider();

        public ManualClock Clock { get; } = new();

        public ServiceProvider Services { get; }

        public RememberedKeys Keys { get; private set; } = new();

        public Task<JsonObject> SeedAsync()
        {
            Keys = new RememberedKeys();
            return PixelModule.SeedDemoAsync(Services, Keys, TestContext.Current.CancellationToken);
        }

        public Task<long> CountEventsAsync() => QueryAsync("SELECT COUNT(*) FROM events");

        public Task<long> QueryAsync(string sql) =>
            Services.GetRequiredService<WarehouseDatabase>().ReadAsync(
                connection => connection.ExecuteScalarAsync<long>(sql),
                TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await Services.DisposeAsync();
            _folder.Dispose();
        }
    }

    private sealed class RememberedKeys : DemoKeys
    {
        public List<DemoAccount> Accounts { get; } = [];

        public Dictionary<string, DemoKey> Named { get; } = [];

        public override Task<Account> EnsureAsync(DemoAccount account, CancellationToken cancellationToken)
        {
            Accounts.Add(account);
            return Task.FromResult(new Account
            {
                Id = account.Id,
                Api = account.Api,
                Name = account.Name,
                Plan = account.Plan,
                Subscription = account.Subscription,
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
        }

        public override Task<string> EnsureAsync(DemoKey key, CancellationToken cancellationToken)
        {
            Named[key.Name] = key;
            return Task.FromResult("admx_live_" + key.Name);
        }
    }
}
