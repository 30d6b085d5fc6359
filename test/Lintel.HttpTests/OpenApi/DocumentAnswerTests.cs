using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.FieldService;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Panel;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>Requests that succeed, with bodies and answers held against the documents.</summary>
public sealed class DocumentAnswerTests(SharedHost shared)
{
    [Fact]
    public async Task Fieldservice_reads_and_answers_what_its_document_says()
    {
        var schemas = await SchemasAsync("fieldservice");
        var company = await Company.CreateAsync(shared.Host);
        var customer = await company.CustomerAsync();
        var location = await company.LocationAsync(customer);
        var asset = await company.AssetAsync(location);
        await company.MeterAsync(asset);
        var technician = await company.TechnicianAsync();
        var item = await company.ItemAsync("P-1");
        var (warehouse, van) = (await company.WarehouseAsync("Warehouse"), await company.WarehouseAsync("Van"));
        var job = await company.JobAsync(location);

        await SendAsync("PUT", $"/jobs?id={job}", $$"""{"job_title":"Replace seal","assigned_technician_id":{{technician}},"asset_ids":[{{asset}}]}""");
        await SendAsync("PATCH", $"/jobs?id={job}", """{"status":"Assigned"}""");
        await SendAsync("POST", "/jobs", $$"""{"job_title":"Inspect","customer_location_id":{{location}},"scheduled_start":"2026-11-02T08:00:00Z"}""", 201);
        await SendAsync("POST", "/customers", """{"customer_name":"Hill Farm","customer_email":"office@hill.example","customer_phone":"+15550100123"}""", 201);
        await SendAsync("PUT", $"/customers?id={customer}", """{"default_sla_hours":8,"tax_exempt":true,"tax_exemption_reason":"Public school"}""");
        await SendAsync("PUT", $"/customers?id={customer}&locations=1&location_id={location}", """{"zip":"83702-1234","notes":"Ring twice"}""");
        await SendAsync("POST", "/assets", """{"asset_name":"Mower","asset_type_id":2,"condition":"New","status":"Pending Install"}""", 201);
        await SendAsync("PUT", $"/assets?id={asset}", """{"serial_number":"A-17","ownership_type":"leased"}""");
        await SendAsync("PATCH", $"/assets?id={asset}", """{"status":"Idle","reason":"Winter"}""");
        await SendAsync("POST", $"/assets?id={asset}&sub=service", """{"service_type":"Inspection","service_date":"2026-10-01T09:00:00Z","cost":12.5}""", 201);
        await SendAsync("POST", $"/assets?id={asset}&sub=meter_reading", """{"meter_name":"Engine hours","reading":1250.5}""", 201);
        await SendAsync("POST", $"/assets?id={asset}&sub=transfer", $$"""{"to_technician_id":{{technician}},"reason":"Loan"}""", 201);
        await SendAsync("POST", "/inventory", """{"part_number":"P-2","name":"Bolt","unit_cost":0.25,"reorder_point":10}""", 201);
        await SendAsync("PUT", $"/inventory?id={item}", """{"part_number":"P-1","name":"Seal, large","description":"For pumps"}""");
        await SendAsync("PATCH", $"/inventory?id={item}", """{"reorder_point":5}""");
        await SendAsync("POST", $"/inventory?id={item}&sub=adjust", $$"""{"location_id":{{warehouse}},"quantity_change":4,"reason":"Count"}""", 201);
        await SendAsync(
            "POST", "/inventory?sub=transfer", $$"""{"item_id":{{item}},"from_location_id":{{warehouse}},"to_location_id":{{van}},"quantity":2}""", 201);
        foreach (var target in (string[])
        [
            "/jobs", $"/jobs?id={job}", "/customers", $"/customers?id={customer}&include=locations", $"/customers?id={customer}&locations=1", "/assets",
            $"/assets?id={asset}", $"/assets?id={asset}&sub=service_history", "/inventory", $"/inventory?id={item}", $"/inventory?id={item}&sub=stock",
            $"/inventory?id={item}&sub=transactions", "/inventory?sub=locations", $"/inventory?sub=locations&location_id={van}", "/inventory?sub=low-stock",
            "/technicians", $"/technicians?id={technician}",
        ])
        {
            await SendAsync("GET", target);
        }

        async Task SendAsync(string method, string target, string? body = null, int status = 200)
        {
            var reply = await company.SendAsync(method, target, body);
            Assert.True((int)reply.Status == status, $"{method} {target}: {reply.Text}");
            Hold(schemas, method, "/api/v1" + target.Split('?')[0], body, status, reply.Text);
        }
    }

    [Fact]
    public async Task Panel_reads_and_answers_what_its_document_says()
    {
        var schemas = await SchemasAsync("panel");
        var account = await shared.Host.NewAccountAsync();
        var application = await shared.Host.NewApplicationAsync(account);
        var own = $"?applicationId={application}";
        var license = (await shared.Host.NewLicensesAsync(account.Session, application, 1))[0];

        await SendAsync("POST", "/create-application-license-levels", own, """{"levels":["gold"]}""");
        await SendAsync("PATCH", "/edit-application-settings", own, """{"credentialsType":"email_password"}""");
        await SendAsync("POST", "/create-licenses", own, """{"amount":2,"duration":"1h30m","levels":["gold"],"requiresClientId":true,"comment":"Two"}""");
        await SendAsync("PATCH", "/edit-license", own + $"&licenseId={license}", """{"comment":"One","ipAddress":"10.0.0.1","clientId":"machine"}""");
        await SendAsync("POST", "/license-action", own, $$"""{"licenseId":"{{license}}","action":"pause"}""");
        await SendAsync("POST", "/license-action", own, $$"""{"licenseId":"{{license}}","action":"extend","duration":"2w"}""");
        await SendAsync(
            "POST",
            "/create-user",
            own,
            """
            {"login":"ada@brook.example","password":"a good password",
             "applicationUserSettings":{"levels":[],"requiresLicense":false,"credentialsType":"email_password","requiresClientId":false}}
            """);
        var user = (string)(await shared.Host.GetAsync(account.Session, $"/get-users-table{own}&currentPage=1")).Data[0]!["id"]!;
        await SendAsync("PATCH", "/edit-user", own + $"&userId={user}", """{"comment":"First","clientId":"machine"}""");
        await SendAsync("POST", "/user-action", own, $$"""{"userId":"{{user}}","action":"link_license","licenseId":"{{license}}"}""");
        await SendAsync("POST", "/create-blacklist", own, """{"ipAddress":"10.0.0.9","comment":"Scanner"}""");
        var entry = (string)(await shared.Host.GetAsync(account.Session, $"/get-blacklists-table{own}&currentPage=1")).Data[0]!["id"]!;
        await SendAsync("PATCH", "/edit-blacklist", own + $"&blacklistId={entry}", """{"clientId":"other"}""");
        await SendAsync("POST", "/blacklist-action", own, $$"""{"blacklistId":"{{entry}}","action":"delete"}""");
        await SendAsync("POST", "/create-blacklist", own, """{"clientId":"third"}""");
        await SendAsync("POST", "/create-variable", own, """{"name":"greeting","description":null,"value":"Hello","strategy":"auth_required"}""");
        await SendAsync("PATCH", "/update-api-keys", own, """{"keys":["httpKey"]}""");
        await SendAsync("POST", "/api-keys", string.Empty, """{"name":"Builds","scopes":["licenses:read"],"allApplications":true}""");
        var key = (string)(await shared.Host.GetAsync(account.Session, "/api-keys")).Data[0]!["id"]!;
        await SendAsync("PATCH", "/api-keys/{id}", key, $$"""{"allApplications":false,"applicationIds":["{{application}}"]}""");
        await SendAsync("POST", "/api-keys/{id}/revoke", key);
        foreach (var (path, query) in ((string, string)[])
        [
            ("/api-keys", string.Empty), ("/get-applications", string.Empty), ("/get-account-limits", string.Empty), ("/get-application-settings", own),
            ("/get-licenses-metadata", own), ("/get-licenses-table", own + "&currentPage=1"), ("/get-users-metadata", own),
            ("/get-users-table", own + "&currentPage=1"), ("/get-blacklists-metadata", own), ("/get-blacklists-table", own + "&currentPage=1"),
            ("/get-variables", own),
        ])
        {
            await SendAsync("GET", path, query);
        }

        await SendAsync("POST", "/logout", string.Empty);

        async Task SendAsync(string method, string path, string rest, string? body = null)
        {
            var target = path.Contains("{id}", StringComparison.Ordinal) ? path.Replace("{id}", rest, StringComparison.Ordinal) : path + rest;
            var reply = await shared.Host.CallAsync(account.Session, method, target, body is null ? null : JsonNode.Parse(body));
            Assert.True(reply.Status == 200, $"{method} {target}: {reply.Text}");
            Hold(schemas, method, "/api/v1/panel" + path, body, 200, reply.Text);
        }
    }

    [Fact]
    public async Task Dashboard_calls_answer_what_the_document_of_the_management_API_says()
    {
        var schemas = await SchemasAsync("lintel");
        var company = await Company.CreateAsync(shared.Host);
        var account = await shared.Host.NewAccountAsync();
        var license = (await shared.Host.NewLicensesAsync(account.Session, await shared.Host.NewApplicationAsync(account), 1))[0];

        await SendAsync("/fieldservice/assets/{id}/meters", $"{await company.AssetAsync()}", """{"meter_name":"Hours","unit":"h","threshold_value":100}""");
        await SendAsync("/fieldservice/accounts/{account}/inventory-locations", company.AccountId, """{"location_name":"Depot"}""");
        await SendAsync(
            "/fieldservice/accounts/{account}/technicians",
            company.AccountId,
            """{"first_name":"Ada","last_name":"Byron","skills":["pumps"],"availability":[{"day":"Monday","start":"08:00","end":"17:00"}]}""");
        await SendAsync("/panel/licenses/{id}/use", license, """{"clientId":"machine","ipAddress":"10.0.0.1"}""", 200);

        async Task SendAsync(string path, string id, string body, int status = 201)
        {
            var target = path.Replace("{id}", id, StringComparison.Ordinal).Replace("{account}", id, StringComparison.Ordinal);
            var answer = await shared.Host.ManageAsync("POST", target, JsonNode.Parse(body));
            Hold(schemas, "POST", "/v1" + path, body, status, answer.ToJsonString());
        }
    }

    private async Task<AnswerSchemas> SchemasAsync(string api) =>
        new((await DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api))).Document);

    private static void Hold(AnswerSchemas schemas, string method, string path, string? body, int status, string answer)
    {
        schemas.ShouldAnswer(method, path, status, answer);
        if (body is not null)
        {
            schemas.ShouldRead(method, path, body);
        }
    }
}
