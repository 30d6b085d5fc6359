using System.Net;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.FieldService;

/// <summary>What writes do to records.</summary>
public sealed class RecordTests(SharedHost shared)
{
    [Fact]
    public async Task Job_goes_through_its_life_and_notes_when_work_began_and_ended()
    {
        var company = await Company.CreateAsync(shared.Host);
        var job = await company.JobAsync();
        Reply? last = null;
        foreach (var status in new[] { "Assigned", "In-Transit", "Arrived", "In Progress", "Completed" })
        {
            last = await company.SendAsync("PATCH", $"/jobs?id={job}", $$"""{"status":"{{status}}"}""");
            Assert.Equal((HttpStatusCode.OK, status), (last.Status, (string?)last.Json["job"]?["job_status"]));
        }

        Assert.NotNull(last!.Json["job"]!["actual_start"]);
        Assert.NotNull(last.Json["job"]!["actual_end"]);
        (await company.SendAsync("PATCH", $"/jobs?id={job}", """{"status":"In Progress"}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "invalid_status_transition", "Job status cannot change from 'Completed' to 'In Progress'.");
    }

    [Fact]
    public async Task Put_changes_what_is_sent_and_null_takes_away()
    {
        var company = await Company.CreateAsync(shared.Host);
        var (job, asset, technician) = (await company.JobAsync(), await company.AssetAsync(), await company.TechnicianAsync());

        var set = await company.SendAsync(
            "PUT",
            $"/jobs?id={job}",
            $$"""{"assigned_technician_id":{{technician}},"asset_ids":[{{asset}},{{asset}}],"scheduled_start":"2026-04-01T08:00:00+02:00","scheduled_end":"2026-04-01T09:00:00Z"}""");
        var cleared = await company.SendAsync("PUT", $"/jobs?id={job}", """{"assigned_technician_id":null,"scheduled_end":null,"job_priority":null}""");

        Assert.Equal("Ada Byron", (string?)set.Json["job"]!["assigned_technician_name"]);
        Assert.Equal("2026-04-01T06:00:00Z", (string?)set.Json["job"]!["scheduled_start"]);
        Assert.Equal($$"""[{"asset_id":{{asset}},"asset_tag":"AST-{{asset:D6}}","asset_name":"Pump"}]""", set.Json["job"]!["assets"]!.ToJsonString());
        Assert.Equal(
            (null, null, "Medium"),
            ((string?)cleared.Json["job"]!["assigned_technician_name"], (string?)cleared.Json["job"]!["scheduled_end"], (string?)cleared.Json["job"]!["job_priority"]));
        Assert.Equal(
            ("Replace pump seal", "2026-04-01T06:00:00Z"),
            ((string?)cleared.Json["job"]!["job_title"], (string?)cleared.Json["job"]!["scheduled_start"]));
    }

    [Theory]
    [InlineData("{}", "The body must have at least one field to change.")]
    [InlineData("""{"colour":"red"}""", "The body must have at least one field to change.")]
    [InlineData("""{"job_title":" "}""", "Field 'job_title' must not be blank.")]
    [InlineData("""{"job_status":"Assigned"}""", "Field 'job_status' cannot be changed by PUT; send 'status' by PATCH.")]
    [InlineData("""{"scheduled_start":"2026-04-02","scheduled_end":"2026-04-01"}""", "Field 'scheduled_end' must not be before 'scheduled_start'.")]
    public async Task Put_that_cannot_be_done_is_validation_failed(string body, string message)
    {
        var company = await Company.CreateAsync(shared.Host);

        (await company.SendAsync("PUT", $"/jobs?id={await company.JobAsync()}", body)).ShouldRefuse(HttpStatusCode.BadRequest, "validation_failed", message);
    }

    [Fact]
    public async Task Inactive_technicians_get_no_jobs()
    {
        var company = await Company.CreateAsync(shared.Host);
        var technician = await company.TechnicianAsync("Inactive");

        (await company.SendAsync("PUT", $"/jobs?id={await company.JobAsync()}", $$"""{"assigned_technician_id":{{technician}}}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'assigned_technician_id' must be an active technician of this company.");
    }

    [Fact]
    public async Task Customer_created_by_many_at_once_is_created_once()
    {
        var company = await Company.CreateAsync(shared.Host);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => company.SendAsync("POST", "/customers", """{"customer_name":"Brook","customer_email":"A@Brook.test"}""")));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(11, replies.Count(
            reply =>
                reply is { Status: HttpStatusCode.Conflict, Error: "duplicate_customer", Message: "A customer with the email 'a@brook.test' already exists." }));
    }

    [Fact]
    public async Task Customer_cannot_take_the_email_of_another_by_put()
    {
        var company = await Company.CreateAsync(shared.Host);
        await company.SendAsync("POST", "/customers", """{"customer_name":"Brook","customer_email":"a@brook.test"}""");
        var other = await company.CustomerAsync("Hill");

        (await company.SendAsync("PUT", $"/customers?id={other}", """{"contact_email":"A@BROOK.test"}""")).ShouldRefuse(
            HttpStatusCode.Conflict, "duplicate_customer", "A customer with the email 'a@brook.test' already exists.");
    }

    [Theory]
    [InlineData("""{"customer_name":"x","customer_email":"nobody"}""", "Field 'customer_email' must be an email address.")]
    [InlineData("""{"customer_name":"x","contact_email":"a@Mailinator.com"}""", "Field 'contact_email' must not be a throw-away address.")]
    [InlineData("""{"customer_name":"x","customer_phone":"0800 123"}""", "Field 'customer_phone' must be a phone number in E.164 form such as +15550100123.")]
    [InlineData("""{"customer_name":"x","default_sla_hours":9000}""", "Field 'default_sla_hours' must be at most 8760.")]
    [InlineData("""{"customer_name":"x","tax_exempt":"yes"}""", "Field 'tax_exempt' must be of type boolean.")]
    public async Task Customer_with_a_wrong_field_is_refused(string body, string message) =>
        (await (await Company.CreateAsync(shared.Host)).SendAsync("POST", "/customers", body)).ShouldRefuse(
            HttpStatusCode.BadRequest,
            "validation_failed",
            message);

    [Fact]
    public async Task Locations_are_made_changed_and_listed()
    {
        var company = await Company.CreateAsync(shared.Host);
        var customer = await company.CustomerAsync();
        var location = await company.LocationAsync(customer);

        var changed = await company.SendAsync(
            "PUT",
            $"/customers?id={customer}&locations=1&location_id={location}",
            """{"zip":"837021234","notes":"Gate code 12"}""");
        var list = await company.GetAsync($"/customers?id={customer}&locations=1");

        Assert.Equal(
            ("837021234", "Gate code 12", "Boise"),
            ((string?)changed.Json["location"]!["zip"], (string?)changed.Json["location"]!["notes"], (string?)changed.Json["location"]!["city"]));
        Assert.Equal(location, Assert.Single(list.Data.AsArray())!["location_id"]!.GetValue<long>());
        (await company.SendAsync("PUT", $"/customers?id={customer}&locations=1", "{}")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'location_id' must be a positive integer.");
        (await company.SendAsync("PUT", $"/customers?id={customer}&locations=1&location_id={location}", """{"state":"Idaho"}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'state' must be two letters.");
    }

    [Fact]
    public async Task Customers_are_found_by_text_locations_and_time()
    {
        var company = await Company.CreateAsync(shared.Host);
        var with = await company.CustomerAsync("Brook Dairy");
        await company.LocationAsync(with);
        await company.CustomerAsync("100% Hill");

        Assert.Equal("100% Hill", (string?)Assert.Single((await company.GetAsync("/customers?search=0%25")).Data.AsArray())!["customer_name"]);
        Assert.Equal("Brook Dairy", (string?)Assert.Single((await company.GetAsync("/customers?has_locations=1")).Data.AsArray())!["customer_name"]);
        Assert.Equal("100% Hill", (string?)Assert.Single((await company.GetAsync("/customers?has_locations=0")).Data.AsArray())!["customer_name"]);
        Assert.Empty((await company.GetAsync("/customers?created_after=2999-01-01T00:00:00Z")).Data.AsArray());
        Assert.Equal(2, (await company.GetAsync("/customers?created_after=2000-01-01&created_before=2999-01-01")).Data.AsArray().Count);
    }

    [Fact]
    public async Task Readings_are_taken_in_order_and_by_name_too()
    {
        var company = await Company.CreateAsync(shared.Host);
        var asset = await company.AssetAsync();
        var meter = await company.MeterAsync(asset);
        var path = $"/assets?id={asset}&sub=meter_reading";

        var reply = await company.SendAsync("POST", path, $$"""{"meter_id":{{meter}},"reading":1204.5,"reading_date":"2026-03-02T09:10:00Z"}""");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal(
            $$$"""{"success":true,"meter_reading":{"id":{{{reply.Id("meter_reading")}}},"asset_id":{{{asset}}},"meter_id":{{{meter}}},"meter_name":"Engine hours","unit":"hours","reading":1204.5,"reading_date":"2026-03-02T09:10:00Z","threshold_exceeded":false}}""",
            reply.Text);
        (await company.SendAsync("POST", path, """{"meter_name":"Engine hours","reading":1204.4}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'reading' must be at least 1204.5, the last reading.");
        (await company.SendAsync("POST", path, """{"reading":1300}""")).ShouldRefuse(
            HttpStatusCode.BadRequest,
            "missing_required_field",
            "Field 'meter_id' is required.");
        (await company.SendAsync("POST", path, $$"""{"meter_id":{{meter}},"reading":1300,"reading_date":"2999-01-01T00:00:00Z"}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'reading_date' must not be in the future.");
        Assert.Equal(1204.5m, (await company.GetAsync($"/assets?id={asset}")).Data["meters"]![0]!["last_reading"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Service_history_shows_the_newest_first()
    {
        var company = await Company.CreateAsync(shared.Host);
        var asset = await company.AssetAsync();
        foreach (var date in new[] { "2026-01-15T00:00:00Z", "2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z" })
        {
            var reply = await company.SendAsync(
                "POST",
                $"/assets?id={asset}&sub=service",
                $$"""{"service_type":"Inspection","service_date":"{{date}}","cost":12.50}""");
            Assert.Equal((HttpStatusCode.Created, "12.5"), (reply.Status, reply.Json["service_record"]!["cost"]!.ToJsonString()));
        }

        var history = await company.GetAsync($"/assets?id={asset}&sub=service_history");

        Assert.Equal(
            ["2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-01-15T00:00:00Z"],
            history.Data.AsArray().Select(record => (string?)record!["service_date"]));
        (await company.SendAsync("POST", $"/assets?id={asset}&sub=service", """{"service_date":"2026-01-15"}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "missing_required_field", "Field 'service_type' is required.");
    }

    [Fact]
    public async Task Assets_are_transferred_to_one_goal_until_they_are_retired()
    {
        var company = await Company.CreateAsync(shared.Host);
        var (first, second, technician) = (await company.LocationAsync(), await company.LocationAsync(), await company.TechnicianAsync());
        var asset = await company.AssetAsync(first);
        var path = $"/assets?id={asset}&sub=transfer";

        var moved = await company.SendAsync("POST", path, $$"""{"to_location_id":{{second}}}""");
        var handed = await company.SendAsync("POST", path, $$"""{"to_technician_id":{{technician}},"reason":"repair"}""");

        Assert.Equal("id asset_id from_location_id to_location_id to_technician_id transferred_at", Reply.Members(moved.Json["transfer"]!));
        Assert.Equal(
            (first, second),
            (moved.Json["transfer"]!["from_location_id"]!.GetValue<long>(), moved.Json["transfer"]!["to_location_id"]!.GetValue<long>()));
        Assert.Equal(
            (second, technician),
            (handed.Json["transfer"]!["from_location_id"]!.GetValue<long>(), handed.Json["transfer"]!["to_technician_id"]!.GetValue<long>()));
        Assert.Equal(technician, (await company.GetAsync($"/assets?id={asset}")).Data["assigned_technician_id"]!.GetValue<long>());
        (await company.SendAsync("POST", path, "{}")).ShouldRefuse(HttpStatusCode.BadRequest, "missing_required_field", "Field 'to_location_id' is required.");
        (await company.SendAsync("POST", path, $$"""{"to_location_id":{{first}},"to_technician_id":{{technician}}}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'to_technician_id' must not be sent together with 'to_location_id'.");
        await company.SendAsync("PATCH", $"/assets?id={asset}", """{"status":"Decommissioned","reason":"worn"}""");
        (await company.SendAsync("POST", path, $$"""{"to_location_id":{{first}}}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", $"Asset {asset} is Decommissioned and cannot be transferred.");
    }

    [Fact]
    public async Task Put_replaces_an_item_and_patch_changes_it()
    {
        var company = await Company.CreateAsync(shared.Host);
        var item = (await company.SendAsync(
            "POST",
            "/inventory",
            """{"part_number":"P-1","name":"Seal","unit":"box","unit_cost":2.5,"reorder_point":4}""")).Id("item");
        await company.ItemAsync("P-2");

        var patched = await company.SendAsync("PATCH", $"/inventory?id={item}", """{"name":"Seal 40 mm"}""");
        var replaced = await company.SendAsync("PUT", $"/inventory?id={item}", """{"part_number":"P-3","name":"Seal"}""");

        Assert.Equal(
            ("P-1", "box", "2.5"),
            ((string?)patched.Json["item"]!["part_number"], (string?)patched.Json["item"]!["unit"], patched.Json["item"]!["unit_cost"]!.ToJsonString()));
        Assert.Equal(
            ("P-3", "each", null),
            ((string?)replaced.Json["item"]!["part_number"], (string?)replaced.Json["item"]!["unit"], replaced.Json["item"]!["unit_cost"]));
        (await company.SendAsync("PUT", $"/inventory?id={item}", """{"name":"Seal"}""")).ShouldRefuse(
            HttpStatusCode.BadRequest,
            "missing_required_field",
            "Field 'part_number' is required.");
        (await company.SendAsync("PATCH", $"/inventory?id={item}", """{"part_number":"P-2"}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'part_number' must not be the part number of another item.");
    }

    [Fact]
    public async Task Stock_is_adjusted_moved_and_never_below_zero()
    {
        var company = await Company.CreateAsync(shared.Host);
        var item = (await company.SendAsync("POST", "/inventory", """{"part_number":"P-1","name":"Seal","reorder_point":5}""")).Id("item");
        var (shelf, van) = (await company.WarehouseAsync("Shelf"), await company.WarehouseAsync("Van"));
        var adjust = $"/inventory?id={item}&sub=adjust";

        await company.SendAsync("POST", adjust, $$"""{"location_id":{{shelf}},"quantity_change":5,"reason":"delivery"}""");
        var moved = await company.SendAsync(
            "POST",
            "/inventory?sub=transfer",
            $$"""{"item_id":{{item}},"from_location_id":{{shelf}},"to_location_id":{{van}},"quantity":4}""");
        var rush = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => company.SendAsync("POST", adjust, $$"""{"location_id":{{van}},"quantity_change":-1}""")));

        Assert.Equal("id item_id from_location_id to_location_id quantity transferred_at", Reply.Members(moved.Json["transfer"]!));
        Assert.Equal((4, 2), (rush.Count(reply => reply.Status == HttpStatusCode.Created), rush.Count(reply => reply.Error == "validation_failed")));
        Assert.Equal([1, 0], (await company.GetAsync($"/inventory?id={item}&sub=stock")).Data.AsArray().Select(level => level!["quantity"]!.GetValue<long>()));
        Assert.Equal(7, (await company.GetAsync($"/inventory?id={item}&sub=transactions")).Json["pagination"]!["total"]!.GetValue<long>());
        Assert.Equal(item, Assert.Single((await company.GetAsync("/inventory?sub=low-stock")).Data.AsArray())!["id"]!.GetValue<long>());
        (await company.SendAsync("POST", adjust, $$"""{"location_id":{{van}},"quantity_change":0}""")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "Field 'quantity_change' must not be 0.");
    }

    [Fact]
    public async Task Writing_inventory_includes_reading_it_and_moving_stock_does_not()
    {
        var company = await Company.CreateAsync(shared.Host);

        Assert.Equal(HttpStatusCode.OK, (await (await company.WithScopesAsync("inventory:write")).GetAsync("/inventory")).Status);
        (await (await company.WithScopesAsync("inventory:transfer")).GetAsync("/inventory")).ShouldRefuse(
            HttpStatusCode.Forbidden, "forbidden", "This API key does not have the 'inventory:read' permission.");
        Assert.Equal(
            "scope_not_authorized",
            (await (await company.WithScopesAsync("inventory:write")).SendAsync("POST", "/inventory?sub=transfer", "{}")).Error);
    }
}
