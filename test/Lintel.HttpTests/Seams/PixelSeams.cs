using System.Net.Http.Headers;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Pixel;

namespace Lintel.HttpTests.Seams;

/// <summary>The pixel API: websites are a workspace's own; the ids of visitors, sessions and events are what a workspace's pages chose to send.</summary>
internal static class PixelSeams
{
    public static SeamApi Api { get; } = new()
    {
        MakeTenantAsync = PixelTenant.MakeAsync,
        StoreFiles = ["pixel.db", "warehouse.db"],
        // A time, and the UUID that the server makes for an event without an id.
        Noise = "\"elapsed\":[0-9.eE-]+|\"event_id\":\"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"",
        NoRecords = new Dictionary<string, string>
        {
            ["pipe"] = "a question of the catalog, which is everybody's",
            ["session_id"] = "a text that a workspace's pages chose, which nothing is looked up by",
            ["user_id"] = "a text that a workspace chose for its own user, which nothing is looked up by",
        },
        Recipes = new Dictionary<string, Recipe[]>
        {
            ["pixel.metrics"] = [new("/pixel/api/v1/pixel/metrics/p_top_pages?website_id=<website>&visitor_id=<visitor?>")],
            ["pixel.visitor"] = [new("/pixel/api/v1/pixel/visitors/<visitor?>")],
            // Each id has a body of its own: another body under a known event id is refused, whoever sends it.
            ["pixel.events"] =
            [
                new(Body: """{"website_id":"<website>","name":"pageview","path":"/","event_id":"<event?>"}"""),
                new(Body: """{"website_id":"<website>","name":"pageview","path":"/","visitor_id":"<visitor?>"}"""),
            ],
            ["pixel.identify"] = [new(Body: """{"website_id":"<website>","visitor_id":"<visitor?>","user_id":"<new>"}""")],
        },
    };

    private sealed class PixelTenant(LintelHost host, string account, string key) : Tenant
    {
        private int _serial;

        public static async Task<Tenant> MakeAsync(LintelHost host)
        {
            var account = (string)(
                await host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Sweep", limits = new { workspace = 100_000 } }))["id"]!;
            var issued = await host.ManageAsync("POST", "/keys", new { accountId = account, name = "sweep", scopes = new[] { "pixel:read", "pixel:write" } });
            return new PixelTenant(host, account, (string)issued["secret"]!);
        }

        public override Task SignAsync(HttpRequestMessage request, Operation operation)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return Task.CompletedTask;
        }

        public override string Nobodys(string kind) => kind == "website" ? "admx_nobodysnobodysno" : $"{kind}-nobodys";

        public override async Task<string> MakeAsync(string kind, Scene scene)
        {
            if (kind == "website")
            {
                var (_, body) = await host.DashboardAsync("POST", $"/accounts/{account}/websites", new { domain = $"site{++_serial}.test", name = "Site" });
                return (string?)body?["id"] ?? throw new InvalidOperationException($"No website was made: {body}");
            }

            // A page of the workspace sends what makes the visitor and the event known.
            var id = $"{kind}-{account}-{++_serial}";
            var sent = await host.PostAsync("/pixel/events", EventOf(kind, id, await scene.IdAsync("website")), key);
            Assert.Equal(202, sent.Status);
            return id;
        }

        private static Dictionary<string, string> EventOf(string kind, string id, string website) =>
            new() { ["website_id"] = website, ["name"] = "pageview", ["path"] = "/", [$"{kind}_id"] = id };
    }
}
