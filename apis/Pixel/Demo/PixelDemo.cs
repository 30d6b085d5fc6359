using System.Text.Json.Nodes;
using Lintel.Management.Demo;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>The demo data of the API.</summary>
/// <param name="database">The API's own tables.</param>
/// <param name="time">The moment up to which there are events.</param>
/// <param name="warehouse">Where events are; null where the warehouse is not the built-in one, and its events are somebody else's.</param>
internal sealed class PixelDemo(PixelDatabase database, TimeProvider time, WarehouseDatabase? warehouse = null)
{
    private const string Main = "acct_pixel_main";
    private const string Other = "acct_pixel_other";
    private const string Flood = "acct_pixel_flood";
    private const string Edges = "acct_pixel_edges";

    private static readonly string[] Both = [PixelScopes.Read, PixelScopes.Write];

    private static readonly DemoAccount[] Accounts =
    [
        new(Main, PixelModule.Api, "Brook Dairy", "growth"),
        new(Other, PixelModule.Api, "Harbour Lane Books", "growth"),
        new(Flood, PixelModule.Api, "Flood", "growth"),
        new(Edges, PixelModule.Api, "Edges", "growth") { Limits = new Dictionary<string, int> { ["workspace"] = 1_000_000 } },
    ];

    private static readonly DemoKey[] Keys =
    [
        new("readWrite", Main) { Scopes = Both },
        new("read", Main) { Scopes = [PixelScopes.Read] },
        new("none", Main),
        new("revoked", Main) { Scopes = Both, State = KeyState.Revoked },
        new("expired", Main) { Scopes = Both, Expired = true },
        new("otherEnvironment", Main) { Scopes = Both, Environment = "test" },
        new("flood", Flood) { Scopes = Both },
        new("edges", Edges) { Scopes = Both },
    ];

    private static readonly DemoSite MainSite = new(Main, "admx_W7pQ2mZk4TsX9rLd", Seed: 7, SessionsPerDay: 62, "v_");
    private static readonly DemoSite OtherSite = new(Other, "admx_H3vN8cJf6BwY1gKa", Seed: 11, SessionsPerDay: 9, "vis-");

    private static readonly DemoWebsite[] Websites =
    [
        new(Main, MainSite.WebsiteId, "brookdairy.example", "Brook Dairy"),
        new(Other, OtherSite.WebsiteId, "harbourlane.example", "Harbour Lane Books"),
        new(Flood, "admx_Q5tG9xPz2VkM7hSe", "flood.example", "Flood"),
        new(Edges, "admx_E8rC4dLn1UyJ6wTb", "edges.example", "Edges"),
    ];

    public async Task<JsonObject> SeedAsync(DemoKeys keys, CancellationToken cancellationToken)
    {
        await keys.EnsureAsync(Accounts, cancellationToken);
        var events = warehouse is not null ? new DemoEvents(warehouse, time) : null;
        var setUp = new DemoTables(database, time);
        await setUp.FillAsync(Websites, cancellationToken);
        var fresh = await setUp.EnsureFreshAsync(Main, async id => events is null || await events.IsEmptyAsync(Main, id, cancellationToken), cancellationToken);
        if (events is not null)
        {
            await events.FillAsync([MainSite, OtherSite], cancellationToken);
        }

        return new JsonObject
        {
            ["base"] = "/pixel/api/v1",
            ["keys"] = await keys.EnsureAsync(Keys, cancellationToken),
            ["ids"] = new JsonObject
            {
                ["website"] = MainSite.WebsiteId,
                ["otherWebsite"] = OtherSite.WebsiteId,
                ["freshWebsite"] = fresh,
                ["visitor"] = MainSite.Visitor(1),
            },
        };
    }
}
