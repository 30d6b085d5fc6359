using Lintel.AspNetCore;
using Lintel.HttpTests.FieldService;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Seams;

/// <summary>The field service API: records are picked by the query string, and bodies name others.</summary>
internal static class FieldServiceSeams
{
    private const string Base = "/fieldservice/api/v1";

    public static SeamApi Api { get; } = new()
    {
        MakeTenantAsync = FieldServiceTenant.MakeAsync,
        StoreFiles = ["fieldservice.db"],
        NoRecords = new Dictionary<string, string> { ["asset_type_id"] = "a number of the caller's own choice" },
        Recipes = new Dictionary<string, Recipe[]>
        {
            ["fieldservice.jobs.list"] = [new($"{Base}/jobs?assigned_technician_id=<technician?>&customer_id=<customer?>&customer_location_id=<location?>")],
            ["fieldservice.jobs.get"] = [new($"{Base}/jobs?id=<job>")],
            ["fieldservice.jobs.create"] =
                [new(
                    $"{Base}/jobs",
                    """{"job_title":"x","customer_location_id":<location>,"assigned_technician_id":<technician>,"asset_ids":[<asset:a>,<asset:b>]}""")],
            ["fieldservice.jobs.update"] =
                [new(
                    $"{Base}/jobs?id=<job>",
                    """{"job_title":"x","customer_location_id":<location>,"assigned_technician_id":<technician>,"asset_ids":[<asset:a>,<asset:b>]}""")],
            ["fieldservice.jobs.change-status"] = [new($"{Base}/jobs?id=<job>", """{"status":"Assigned"}""")],
            ["fieldservice.customers.get"] = [new($"{Base}/customers?id=<customer>"), new($"{Base}/customers?id=<customer>&include=locations")],
            ["fieldservice.customers.create"] = [new($"{Base}/customers", """{"customer_name":"<new>","customer_email":"<new>@brook.test"}""")],
            ["fieldservice.customers.update"] = [new($"{Base}/customers?id=<customer>", """{"customer_name":"<new>","customer_email":"<new>@brook.test"}""")],
            ["fieldservice.customers.locations.list"] = [new($"{Base}/customers?id=<customer>&locations=1")],
            ["fieldservice.customers.locations.create"] =
                [new(
                    $"{Base}/customers?id=<customer>&locations=1",
                    """{"location_name":"Yard","street":"1 Main Street","city":"Boise","state":"ID","zip":"83702"}""")],
            ["fieldservice.customers.locations.update"] = [new(
                $"{Base}/customers?id=<customer>&locations=1&location_id=<location>",
                """{"location_name":"Yard"}""")],
            ["fieldservice.assets.list"] = [new($"{Base}/assets?location_id=<location?>")],
            ["fieldservice.assets.get"] = [new($"{Base}/assets?id=<asset>")],
            ["fieldservice.assets.create"] = [new($"{Base}/assets", """{"asset_name":"Pump","asset_type_id":1,"location_id":<location>}""")],
            ["fieldservice.assets.update"] = [new($"{Base}/assets?id=<asset>", """{"asset_name":"Pump","asset_type_id":1,"location_id":<location>}""")],
            ["fieldservice.assets.change-status"] = [new($"{Base}/assets?id=<asset>", """{"status":"In Maintenance"}""")],
            ["fieldservice.assets.service-history"] = [new($"{Base}/assets?id=<asset>&sub=service_history")],
            ["fieldservice.assets.service"] =
                [new(
                    $"{Base}/assets?id=<asset>&sub=service",
                    """{"service_type":"Inspection","service_date":"2026-01-15","technician_id":<technician>,"job_id":<job>}""")],
            ["fieldservice.assets.meter-reading"] = [new($"{Base}/assets?id=<asset>&sub=meter_reading", """{"meter_id":<meter>,"reading":1300}""")],
            ["fieldservice.assets.transfer"] =
            [
                new($"{Base}/assets?id=<asset>&sub=transfer", """{"to_location_id":<location>}"""),
                new($"{Base}/assets?id=<asset>&sub=transfer", """{"to_technician_id":<technician>}"""),
            ],
            ["fieldservice.inventory.get"] = [new($"{Base}/inventory?id=<item>")],
            ["fieldservice.inventory.create"] = [new($"{Base}/inventory", """{"part_number":"<new>","name":"Seal"}""")],
            ["fieldservice.inventory.replace"] = [new($"{Base}/inventory?id=<item>", """{"part_number":"<new>","name":"Seal"}""")],
            ["fieldservice.inventory.update"] = [new($"{Base}/inventory?id=<item>", """{"part_number":"<new>"}""")],
            ["fieldservice.inventory.stock"] = [new($"{Base}/inventory?id=<item>&sub=stock")],
            ["fieldservice.inventory.transactions"] = [new($"{Base}/inventory?id=<item>&sub=transactions")],
            ["fieldservice.inventory.adjust"] = [new($"{Base}/inventory?id=<item>&sub=adjust", """{"location_id":<shelf>,"quantity_change":5}""")],
            ["fieldservice.inventory.transfer"] =
                [new($"{Base}/inventory?sub=transfer", """{"item_id":<stocked>,"from_location_id":<shelf:stocked>,"to_location_id":<shelf>,"quantity":1}""")],
            ["fieldservice.inventory.locations.get"] = [new($"{Base}/inventory?sub=locations&location_id=<shelf>")],
            ["fieldservice.technicians.get"] = [new($"{Base}/technicians?id=<technician>")],
        },
    };

    private sealed class FieldServiceTenant(Company company, string key) : Tenant
    {
        private int _serial;

        public static async Task<Tenant> MakeAsync(LintelHost host)
        {
            var company = await Company.CreateAsync(host);
            var issued = await host.ManageAsync("POST", "/keys", new
            {
                accountId = company.AccountId,
                name = "sweep",
                scopes = Company.AllScopes,
                limits = new { list = 100_000, single = 100_000, write = 100_000, daily = 100_000 },
            });
            return new FieldServiceTenant(company.With(issued["secret"]!.ToString()), issued["secret"]!.ToString());
        }

        public override Task SignAsync(HttpRequestMessage request, Operation operation)
        {
            request.Headers.Add("X-API-Key", key);
            return Task.CompletedTask;
        }

        public override string Nobodys(string kind) => "99999999";

        public override async Task<string> MakeAsync(string kind, Scene scene) => (kind switch
        {
            "customer" => await company.CustomerAsync($"Customer {++_serial}"),
            "location" => await company.LocationAsync(await OfAsync(scene, "customer")),
            "technician" => await company.TechnicianAsync(),
            "job" => await company.JobAsync(),
            "asset" => await company.AssetAsync(),
            "meter" => await company.MeterAsync(await OfAsync(scene, "asset")),
            "item" => await company.ItemAsync($"P-{++_serial}"),
            "stocked" => await StockedAsync(scene),
            "shelf" => await company.WarehouseAsync($"Shelf {++_serial}"),
            _ => throw new InvalidOperationException($"Nobody makes a {kind}."),
        }).ToString();

        private static async Task<long> OfAsync(Scene scene, string record) => long.Parse(await scene.IdAsync(record));

        /// <summary>An item of which the shelf of the same name has some.</summary>
        private async Task<long> StockedAsync(Scene scene)
        {
            var (item, shelf) = (await OfAsync(scene, "item"), await OfAsync(scene, "shelf:stocked"));
            (await company.SendAsync("POST", $"/inventory?id={item}&sub=adjust", $$"""{"location_id":{{shelf}},"quantity_change":5}""")).Id("transaction");
            return item;
        }
    }
}
