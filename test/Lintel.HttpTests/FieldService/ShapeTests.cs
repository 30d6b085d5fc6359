using System.Net;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.FieldService;

public sealed class ShapeTests(SharedHost shared)
{
    private const string JobMembers =
        "job_id job_title job_description job_status job_priority assigned_technician_id assigned_technician_name customer_location_id customer_location_name "
        + "customer_id customer_name scheduled_start scheduled_end actual_start actual_end created_at updated_at assets";

    private const string CustomerMembers =
        "customer_id customer_name customer_email customer_phone default_sla_hours tax_exempt tax_exemption_reason created_at updated_at";

    private const string LocationMembers = "location_id customer_id location_name street city state zip contact_email notes created_at updated_at";

    private const string AssetMembers =
        "asset_id asset_tag asset_name asset_type_id serial_number status condition ownership_type location_id location_name assigned_technician_id meters "
            + "created_at updated_at";

    private const string ItemMembers = "id part_number name description unit unit_cost reorder_point total_quantity created_at updated_at";

    private const string TechnicianMembers = "technician_id first_name last_name status availability_status vehicle_type transport_modes created_at updated_at";

    [Fact]
    public async Task Job_is_sent_as_the_reference_shows_it()
    {
        var company = await Company.CreateAsync(shared.Host);
        var customer = await company.CustomerAsync();
        var location = await company.LocationAsync(customer);
        var reply = await company.SendAsync(
            "POST",
            "/jobs",
            $$"""{"job_title":"Replace pump seal","customer_location_id":{{location}},"job_priority":"High"}""");
        var id = reply.Id("job");
        var now = shared.Host.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("application/json; charset=utf-8", reply.Headers["Content-Type"]);
        Assert.Equal(
            $$$"""{"success":true,"job":{"id":{{{id}}},"job_id":{{{id}}},"job_title":"Replace pump seal","job_description":"","job_status":"Pending","job_priority":"High","assigned_technician_id":null,"assigned_technician_name":null,"customer_location_id":{{{location}}},"customer_location_name":"North yard","customer_id":{{{customer}}},"customer_name":"Brook Dairy","scheduled_start":null,"scheduled_end":null,"actual_start":null,"actual_end":null,"created_at":"{{{now}}}","updated_at":"{{{now}}}","assets":[]}}""",
            reply.Text);
    }

    [Fact]
    public async Task Lists_have_data_pagination_and_the_id_of_the_request()
    {
        var company = await Company.CreateAsync(shared.Host);
        var location = await company.LocationAsync();
        for (var i = 0; i < 3; i++)
        {
            await company.JobAsync(location);
        }

        var reply = await company.GetAsync("/jobs?page=2&per_page=2");

        Assert.Equal("data pagination request_id", Reply.Members(reply.Json));
        Assert.Equal("""{"page":2,"per_page":2,"total":3,"total_pages":2}""", reply.Json["pagination"]!.ToJsonString());
        Assert.Equal(JobMembers, Reply.Members(Assert.Single(reply.Data.AsArray())!));
        Assert.Matches("^[0-9a-f]{12}$", (string?)reply.Json["request_id"]);
        Assert.Equal(reply.Headers["X-Request-Id"], (string?)reply.Json["request_id"]);
    }

    [Theory]
    [InlineData("/jobs")]
    [InlineData("/customers")]
    [InlineData("/assets")]
    [InlineData("/inventory")]
    [InlineData("/inventory?sub=locations")]
    [InlineData("/inventory?sub=low-stock")]
    [InlineData("/technicians")]
    public async Task List_of_a_fresh_company_is_empty(string path)
    {
        var reply = await (await Company.CreateAsync(shared.Host)).GetAsync(path);

        Assert.Equal("[]", reply.Data.ToJsonString());
        Assert.Equal("""{"page":1,"per_page":50,"total":0,"total_pages":0}""", reply.Json["pagination"]!.ToJsonString());
    }

    [Fact]
    public async Task Reads_with_an_id_have_data_and_the_id_of_the_request()
    {
        var company = await Company.CreateAsync(shared.Host);
        var (
            customer,
            asset,
            item,
            technician) = (await company.CustomerAsync(), await company.AssetAsync(), await company.ItemAsync("P-1"), await company.TechnicianAsync());
        await company.LocationAsync(customer);
        foreach (var (path, members) in new[]
        {
            ($"/customers?id={customer}", CustomerMembers),
            ($"/customers?id={customer}&include=locations", CustomerMembers + " locations"),
            ($"/assets?id={asset}", AssetMembers),
            ($"/inventory?id={item}", ItemMembers),
            ($"/technicians?id={technician}", TechnicianMembers + " skills availability"),
        })
        {
            var reply = await company.GetAsync(path);

            Assert.Equal("data request_id", Reply.Members(reply.Json));
            Assert.Equal(members, Reply.Members(reply.Data));
        }
    }

    [Fact]
    public async Task Writes_have_success_and_the_record_with_its_id_first()
    {
        var company = await Company.CreateAsync(shared.Host);
        var customer = await company.SendAsync(
            "POST",
            "/customers",
            """{"customer_name":"Brook Dairy","contact_email":"a@brook.test","contact_phone":"+15550100123"}""");
        var location = await company.SendAsync(
            "POST",
            $"/customers?id={customer.Id("customer")}&locations=1",
            """{"location_name":"Yard","street":"1 Main","city":"Boise","state":"ID","zip":"83702-1234"}""");
        var asset = await company.SendAsync("POST", "/assets", """{"asset_name":"Pump","asset_type_id":1}""");
        var item = await company.SendAsync("POST", "/inventory", """{"part_number":"P-1","name":"Seal","unit_cost":18.50}""");

        Assert.Equal("success customer", Reply.Members(customer.Json));
        Assert.Equal("id " + CustomerMembers, Reply.Members(customer.Json["customer"]!));
        Assert.Equal("id " + LocationMembers, Reply.Members(location.Json["location"]!));
        Assert.Equal("id " + AssetMembers, Reply.Members(asset.Json["asset"]!));
        Assert.Equal($"AST-{asset.Id("asset"):D6}", (string?)asset.Json["asset"]!["asset_tag"]);
        Assert.Equal(ItemMembers, Reply.Members(item.Json["item"]!));
        Assert.Equal(
            ("a@brook.test", "+15550100123"),
            ((string?)customer.Json["customer"]!["customer_email"], (string?)customer.Json["customer"]!["customer_phone"]));
    }

    [Fact]
    public async Task Get_answers_head_with_the_same_fields_and_no_body()
    {
        var company = await Company.CreateAsync(shared.Host);

        var (get, head) = (await company.GetAsync("/jobs"), await company.SendAsync("HEAD", "/jobs"));

        Assert.Equal((HttpStatusCode.OK, string.Empty), (head.Status, head.Text));
        Assert.Equal(get.Headers["Content-Type"], head.Headers["Content-Type"]);
        Assert.Equal("300", head.Headers["X-RateLimit-Limit"]);
    }
}
