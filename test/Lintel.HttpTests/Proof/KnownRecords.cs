using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Otp;
using Lintel.HttpTests.Panel;
using Lintel.Otp;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Proof;

/// <summary>The ids of records that the demo accounts have, by the collection and the parameter that they stand in.</summary>
internal sealed class KnownRecords
{
    private readonly Dictionary<string, string> _ids = [];

    // Values that pick no record.
    private readonly Dictionary<string, string> _words = new() { ["locations"] = "1", ["currentPage"] = "1", ["pipe"] = "p_top_pages" };

    /// <summary>The records of an API's demo accounts, some of which are made for the test.</summary>
    public static async Task<KnownRecords> OfAsync(LintelHost host, string api)
    {
        var records = new KnownRecords();
        await (api switch
        {
            "fieldservice" => records.OfFieldServiceAsync(host),
            "lintel" => records.OfManagementAsync(host),
            "otp" => records.OfOtpAsync(host),
            "panel" => records.OfPanelAsync(host),
            "pixel" => records.OfPixelAsync(host),
            _ => Task.CompletedTask,
        });
        return records;
    }

    /// <summary>The value of a parameter, which is the id of a record where it picks one.</summary>
    public string Find(Operation operation, string parameter) => _words.GetValueOrDefault(parameter) ?? IdOf(operation, parameter) ?? "1";

    /// <summary>The value of a parameter, which is nobody's id where it picks a record.</summary>
    public string FindNone(Operation operation, string parameter) => _words.GetValueOrDefault(parameter) ?? NobodysLike(IdOf(operation, parameter) ?? "1");

    private string? IdOf(Operation operation, string parameter)
    {
        var at = operation.Route.IndexOf($"/{{{parameter}", StringComparison.Ordinal);
        var collection = (at < 0 ? operation.Route : operation.Route[..at]).Split('/')[^1];
        string[] places = [$"{operation.Name}:{parameter}", $"{operation.Name.Split('.')[0]}:{parameter}", $"{collection}:{parameter}", parameter];
        return places.Select(place => _ids.GetValueOrDefault(place)).FirstOrDefault(id => id is not null);
    }

    /// <summary>An id of the same form that nobody has.</summary>
    private static string NobodysLike(string id) => id.All(char.IsAsciiDigit) ? "987654321" : "nobodys";

    private Task OfFieldServiceAsync(LintelHost host)
    {
        foreach (var (collection, id) in ((string, string)[])[("jobs", "job"), ("customers", "customer"), ("assets", "asset")])
        {
            _ids[$"{collection}:id"] = host.DemoText($"fieldservice.ids.{id}");
        }

        (_ids["id"], _ids["location_id"]) = ("1", host.DemoText("fieldservice.ids.location"));
        return Task.CompletedTask;
    }

    private async Task OfManagementAsync(LintelHost host)
    {
        var account = (await host.ManageAsync("POST", "/accounts", new { api = "otp", name = "Proof" }))["id"]!.ToString();
        var owner = (await host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Proof" }))["id"]!.ToString();
        var key = await host.ManageAsync("POST", "/keys", new { accountId = owner, name = "proof" });
        var customer = (await host.ManageAsync("POST", "/accounts", new { api = "panel", name = "Proof" }))["id"]!.ToString();
        var limited = (await host.ManageAsync("POST", "/keys", new { accountId = customer, name = "proof" }))["key"]!["id"]!.ToString();
        (_ids["lintel.limits.accounts.reset:id"], _ids["lintel.limits.accounts.reset:policy"]) = (customer, "key-creations");
        (_ids["lintel.limits.keys.reset:id"], _ids["lintel.limits.keys.reset:policy"]) = (limited, "global");
        var person = new { login = "proof@brook.example", password = "a password that nobody uses" };
        var user = await host.ManageAsync("POST", $"/accounts/{account}/users", person);
        var viewer = await host.ManageAsync("POST", "/operators", new { login = "proof@brook.example", name = "Proof", role = "viewer" });
        _ids["operators:id"] = viewer["id"]!.ToString();
        (_ids["accounts:id"], _ids["keys:id"], _ids["users:id"]) = (account, key["key"]!["id"]!.ToString(), user["id"]!.ToString());
        (_ids["fieldservice:account"], _ids["pixel:account"]) = ("acct_fieldservice_main", "acct_pixel_main");
        (_ids["trackpilots:account"], _ids["panel:account"], _ids["otp:account"]) = ("acct_trackpilots_active", "acct_panel_main", "acct_otp_a");

        var webhook = await host.ManageAsync("POST", "/webhooks", new { url = "https://hooks.brook.example/lintel", events = new[] { "key.rotated" } });
        (_ids["webhooks:id"], _ids["deliveries:deliveryId"], _ids["apis:api"]) = (webhook["webhook"]!["id"]!.ToString(), "dlv_none", "pixel");
        _ids["assets:id"] = host.DemoText("fieldservice.ids.asset");
        (_ids["websites:id"], _ids["services:service"]) = (host.DemoText("pixel.ids.website"), "ingest");
        (_ids["licenses:id"], _ids["projects:id"]) = (host.DemoText("panel.ids.expiredLicense"), host.DemoText("otp.ids.project"));
        foreach (var operation in (string[])["applications.get", "licenses.list", "licenses.add"])
        {
            _ids[$"panel.dashboard.{operation}:id"] = host.DemoText("panel.ids.applicationA");
        }

        (_ids["applications:id"], _ids["sessions:id"], _ids["requests:id"]) = (await ApplicationAsync(host, "test"), "none", "req_0");
    }

    private async Task OfOtpAsync(LintelHost host)
    {
        var application = await ApplicationAsync(host, "test");
        var events = new { url = "https://hooks.brook.example/otp", events = new[] { "otp.verified" } };
        var webhook = await host.ConsoleAsync("POST", $"/applications/{application}/webhooks", events);
        (_ids["projects:id"], _ids["applications:id"]) = (host.DemoText("otp.ids.project"), application);
        (_ids["webhooks:id"], _ids["otp-requests:id"]) = ((string)webhook.Data["id"]!, "otp_none");

        // The credentials of the other one are to stay good.
        _ids["otp.applications.rotate-credentials:id"] = await ApplicationAsync(host, "live");
        (_ids["deliveries:deliveryId"], _ids["numbers:number"]) = ("dlv_none", "+999482918102");
    }

    private async Task OfPanelAsync(LintelHost host)
    {
        var caller = host.DemoKey();
        var own = $"applicationId={host.ApplicationA()}";
        await host.PostAsync(caller, $"/create-blacklist?{own}", JsonNode.Parse("""{"clientId":"proof"}"""));
        _ids["applicationId"] = host.ApplicationA();
        _ids["licenseId"] = await FirstAsync($"/get-licenses-table?{own}&currentPage=1");
        _ids["userId"] = await FirstAsync($"/get-users-table?{own}&currentPage=1");
        _ids["blacklistId"] = await FirstAsync($"/get-blacklists-table?{own}&currentPage=1");
        _ids["variableId"] = await FirstAsync($"/get-variables?{own}");
        var keys = (await host.GetAsync(host.DemoSession(), "/api-keys")).Data.AsArray();
        _ids["api-keys:id"] = (string)keys.Single(key => (string)key!["name"]! == "restricted")!["id"]!;

        async Task<string> FirstAsync(string path) => (string)(await host.GetAsync(caller, path)).Data[0]!["id"]!;
    }

    private Task OfPixelAsync(LintelHost host)
    {
        (_ids["visitors:id"], _ids["website_id"]) = (host.DemoText("pixel.ids.visitor"), host.DemoText("pixel.ids.website"));
        return Task.CompletedTask;
    }

    private static async Task<string> ApplicationAsync(LintelHost host, string name) => (await host.Services.GetRequiredService<ApplicationStore>()
        .FindByClientIdAsync(host.DemoText($"otp.applications.{name}.clientId"), CancellationToken.None))!.Id;
}
