using System.Net;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.FieldService;

/// <summary>Data of one company is never seen from another, and nothing tells whether it is there.</summary>
public sealed class IsolationTests(SharedHost shared)
{
    private const string Nobody = "99999999";

    [Fact]
    public async Task Records_of_another_company_answer_like_nobodys()
    {
        var (theirs, ours) = (await Company.CreateAsync(shared.Host), await Company.CreateAsync(shared.Host));
        var customer = await theirs.CustomerAsync();
        var location = await theirs.LocationAsync(customer);
        var (asset, item) = (await theirs.AssetAsync(), await theirs.ItemAsync("P-1"));
        var ownCustomer = await ours.CustomerAsync();
        var paths = new (string Method, string Path, long Id)[]
        {
            ("GET", "/jobs?id={0}", await theirs.JobAsync(location)),
            ("GET", "/customers?id={0}", customer),
            ("GET", "/customers?id={0}&locations=1", customer),
            ("PUT", "/customers?id={0}", customer),
            ("PUT", $"/customers?id={ownCustomer}&locations=1&location_id={{0}}", location),
            ("GET", "/assets?id={0}", asset),
            ("PATCH", "/assets?id={0}", asset),
            ("POST", "/assets?id={0}&sub=transfer", asset),
            ("GET", "/inventory?id={0}&sub=stock", item),
            ("POST", "/inventory?id={0}&sub=adjust", item),
            ("GET", "/inventory?sub=locations&location_id={0}", await theirs.WarehouseAsync("Shelf")),
            ("GET", "/technicians?id={0}", await theirs.TechnicianAsync()),
        };
        foreach (var (method, path, id) in paths)
        {
            var body = method == "GET" ? null : "{}";
            var (hidden, missing) = (await ours.SendAsync(method, string.Format(path, id), body), await ours.SendAsync(
                method,
                string.Format(path, Nobody),
                body));

            Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
            Assert.Equal(missing.Text, hidden.Text.Replace($" {id} ", $" {Nobody} "));
        }
    }

    [Fact]
    public async Task References_to_another_company_are_refused_like_nobodys()
    {
        var (theirs, ours) = (await Company.CreateAsync(shared.Host), await Company.CreateAsync(shared.Host));
        var location = await theirs.LocationAsync();
        var (asset, technician, job) = (await theirs.AssetAsync(), await theirs.TechnicianAsync(), await theirs.JobAsync(location));
        var (own, ownAsset) = (await ours.LocationAsync(), await ours.AssetAsync());
        var bodies = new (string Path, string Body, long Id, string Message)[]
        {
            ("/jobs", """{"job_title":"x","customer_location_id":ID}""", location, "Field 'customer_location_id' must be a customer location of this company."),
            ("/jobs", $$"""{"job_title":"x","customer_location_id":{{own}},"assigned_technician_id":ID}""", technician, "Field 'assigned_technician_id' must be an active technician of this company."),
            ("/jobs", $$"""{"job_title":"x","customer_location_id":{{own}},"asset_ids":[{{ownAsset}},ID]}""", asset, "Field 'asset_ids' must be assets of this company."),
            ("/assets", """{"asset_name":"x","asset_type_id":1,"location_id":ID}""", location, "Field 'location_id' must be a customer location of this company."),
            ($"/assets?id={ownAsset}&sub=transfer", """{"to_location_id":ID}""", location, "Field 'to_location_id' must be a customer location of this company."),
            ($"/assets?id={ownAsset}&sub=service", """{"service_type":"Inspection","service_date":"2026-01-15","job_id":ID}""", job, "Field 'job_id' must be a job of this company."),
        };
        foreach (var (path, body, id, message) in bodies)
        {
            foreach (var reference in new[] { id.ToString(), Nobody })
            {
                (await ours.SendAsync("POST", path, body.Replace("ID", reference, StringComparison.Ordinal))).ShouldRefuse(
                    HttpStatusCode.BadRequest,
                    "validation_failed",
                    message);
            }
        }
    }

    [Fact]
    public async Task Stock_of_another_company_is_out_of_reach()
    {
        var (theirs, ours) = (await Company.CreateAsync(shared.Host), await Company.CreateAsync(shared.Host));
        var (item, shelf) = (await theirs.ItemAsync("P-1"), await theirs.WarehouseAsync("Shelf"));
        var (own, first, second) = (await ours.ItemAsync("P-1"), await ours.WarehouseAsync("Shelf"), await ours.WarehouseAsync("Van"));

        (await ours.SendAsync(
            "POST",
            "/inventory?sub=transfer",
            $$"""{"item_id":{{item}},"from_location_id":{{first}},"to_location_id":{{second}},"quantity":1}"""))
            .ShouldRefuse(HttpStatusCode.NotFound, "not_found", $"Item {item} was not found.");
        (await ours.SendAsync("POST", $"/inventory?id={own}&sub=adjust", $$"""{"location_id":{{shelf}},"quantity_change":1}"""))
            .ShouldRefuse(HttpStatusCode.BadRequest, "validation_failed", "Field 'location_id' must be an inventory location of this company.");
    }

    [Fact]
    public async Task Lists_show_the_companys_own_records_alone()
    {
        var (theirs, ours) = (await Company.CreateAsync(shared.Host), await Company.CreateAsync(shared.Host));
        await theirs.JobAsync();
        await theirs.TechnicianAsync();
        var job = await ours.JobAsync();

        Assert.Equal(job, Assert.Single((await ours.GetAsync("/jobs")).Data.AsArray())!["job_id"]!.GetValue<long>());
        Assert.Empty((await ours.GetAsync("/technicians")).Data.AsArray());
    }
}
