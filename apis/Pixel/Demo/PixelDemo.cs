using System.Text.Json.Nodes;
using Lintel.Management.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Pixel;

/// <summary>The demo data of the API.</summary>
internal sealed class PixelDemo(IServiceProvider services, DemoKeys keys)
{
    private const string Main = "acct_pixel_main";
    private const string Other = "acct_pixel_other";
    private const string Flood = "acct_pixel_flood";
    private const string Edges = "acct_pixel_edges";

    private static readonly DemoSite MainSite = new(Main, "admx_W7pQ2mZk4TsX9rLd", Seed: 7, SessionsPerDay: 62, "v_");
    private static readonly DemoSite OtherSite = new(Other, "admx_H3vN8cJf6BwY1gKa", Seed: 11, SessionsPerDay: 9, "vis-");

    private static readonly DemoWebsite[] Websites =
    [
        new(Main, MainSite.WebsiteId, "brookdairy.example", "Brook Dairy"),
        new(Other, OtherSite.WebsiteId, "harbourlane.example", "Harbour Lane Books"),
        new(Flood, "admx_Q5tG9xPz2VkM7hSe", "flood.example", "Flood"),
        new(Edges, "admx_E8rC4dLn1UyJ6wTb", "edges.example", "Edges"),
    ];

    public async Task<JsonObject> SeedAsync(CancellationToken cancellationToken)
    {
        await EnsureAccountsAsync(cancellationToken);
        var tables = services.GetRequiredService<PixelDatabase>();
        var time = services.GetRequiredService<TimeProvider>();
        var events = services.GetService<WarehouseDatabase>() is { } warehouse ? new DemoEvents(warehouse, time) : null;
        var setUp = new DemoTables(tables, time);
        await setUp.FillAsync(Websites, cancellationToken);
        var fresh = await setUp.EnsureFreshAsync(Main, id => events is null || events.IsEmpty(Main, id), cancellationToken);
        if (events is not null)
        {
            await events.FillAsync([MainSite, OtherSite], cancellationToken);
        }

        return new JsonObject
        {
            ["base"] = "/pixel/api/v1",
            ["keys"] = await EnsureKeysAsync(cancellationToken),
            ["ids"] = new JsonObject
            {
                ["website"] = MainSite.WebsiteId,
                ["otherWebsite"] = OtherSite.WebsiteId,
                ["freshWebsite"] = fresh,
                ["visitor"] = MainSite.Visitor(1),
            },
        };
    }

    private async Task EnsureAccountsAsync(CancellationToken cancellationToken)
    {
        await keys.EnsureAsync(new DemoAccount(Main, PixelModule.Api, "Brook Dairy", "growth"), cancellationToken);
        await keys.EnsureAsync(new DemoAccount(Other, PixelModule.Api, "Harbour Lane Books", "growth"), cancellationToken);
        await keys.EnsureAsync(new DemoAccount(Flood, PixelModule.Api, "Flood", "growth"), cancellationToken);
        var raised = new Dictionary<string, int> { ["workspace"] = 1_000_000 };
        await keys.EnsureAsync(new DemoAccount(Edges, PixelModule.Api, "Edges", "growth") { Limits = raised }, cancellationToken);
    }

    private async Task<JsonObject> EnsureKeysAsync(CancellationToken cancellationToken)
    {
        string[] both = [PixelScopes.Read, PixelScopes.Write];
        DemoKey[] wanted =
        [
            new("readWrite", Main) { Scopes = both },
            new("read", Main) { Scopes = [PixelScopes.Read] },
            new("none", Main),
            new("revoked", Main) { Scopes = both, State = KeyState.Revoked },
            new("expired", Main) { Scopes = both, Expired = true },
            new("otherEnvironment", Main) { Scopes = both, Environment = "test" },
            new("flood", Flood) { Scopes = both },
            new("edges", Edges) { Scopes = both },
        ];
        var texts = new JsonObject();
        foreach (var key in wanted)
        {
            texts[key.Name] = await keys.EnsureAsync(key, cancellationToken);
        }

        return texts;
    }
}
