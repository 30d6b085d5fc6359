using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.FieldService;

public sealed class DemoTests
{
    private static JsonNode Section(LintelHost host) => JsonNode.Parse(host.Demo.ToString())!["fieldservice"]!;

    private static Company Caller(LintelHost host, string key) =>
        new(host, string.Empty, (string?)Section(host)["keys"]![key] ?? throw new InvalidOperationException(key));

    private static long Id(LintelHost host, string name) => Section(host)["ids"]![name]!.GetValue<long>();

    [Fact]
    public async Task Demo_has_enough_to_fill_a_table()
    {
        await using var host = await LintelHost.StartAsync();
        var full = Caller(host, "full");

        foreach (var (path, atLeast) in new[]
        {
            ("/jobs", 60),
            ("/customers", 36),
            ("/assets", 36),
            ("/inventory", 24),
            ("/technicians", 10),
            ("/inventory?sub=low-stock", 1)
        })
        {
            Assert.InRange((await full.GetAsync(path)).Json["pagination"]!["total"]!.GetValue<long>(), atLeast, 1000);
        }

        foreach (var status in new[] { "Pending", "Assigned", "In-Transit", "Arrived", "In Progress", "On Hold", "Completed", "Cancelled", "Declined" })
        {
            Assert.NotEmpty((await full.GetAsync($"/jobs?status={Uri.EscapeDataString(status)}")).Data.AsArray());
        }

        Assert.NotEmpty((await full.GetAsync($"/assets?id={Id(host, "asset")}")).Data["meters"]!.AsArray());
    }

    [Fact]
    public async Task Ids_are_true_again_after_a_restart_whatever_was_done_to_them()
    {
        await using var host = await LintelHost.StartAsync();
        var full = Caller(host, "full");
        var (job, asset) = (Id(host, "job"), Id(host, "asset"));
        await full.SendAsync("PATCH", $"/jobs?id={job}", """{"status":"Cancelled"}""");
        await full.SendAsync("PATCH", $"/assets?id={asset}", """{"status":"Lost"}""");

        await host.RestartAsync();

        full = Caller(host, "full");
        Assert.NotEqual(job, Id(host, "job"));
        Assert.Equal("Pending", (string?)(await full.GetAsync($"/jobs?id={Id(host, "job")}")).Data["job_status"]);
        var metered = (await full.GetAsync($"/assets?id={Id(host, "asset")}")).Data;
        Assert.Equal("Active", (string?)metered["status"]);
        Assert.Contains(metered["meters"]!.AsArray(), meter => meter!["meter_id"]!.GetValue<long>() == Id(host, "meter"));
        Assert.Empty((await full.GetAsync($"/assets?id={Id(host, "assetWithoutMeters")}")).Data["meters"]!.AsArray());
        Assert.Equal(
            (string?)Section(host)["ids"]!["customerEmail"],
            (string?)(await full.GetAsync($"/customers?id={Id(host, "customer")}")).Data["customer_email"]);
        Assert.Equal(HttpStatusCode.NotFound, (await full.GetAsync($"/jobs?id={Id(host, "otherCompanyJob")}")).Status);
    }

    [Fact]
    public async Task Bulk_key_meets_no_limit()
    {
        await using var host = await LintelHost.StartAsync();
        var bulk = Caller(host, "bulk");
        var replies = new List<Reply>();
        for (var i = 0; i < 70; i++)
        {
            replies.Add(await bulk.SendAsync("POST", "/customers", "{}"));
        }

        Assert.DoesNotContain(replies, reply => reply.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Plan_of_a_company_holds_from_the_next_request_on()
    {
        await using var host = await LintelHost.StartAsync();
        var company = await Company.CreateAsync(host);

        Assert.Equal(HttpStatusCode.OK, (await company.GetAsync("/jobs")).Status);
        await host.ManageAsync("PATCH", $"/accounts/{company.AccountId}", new { plan = "pro" });
        (await company.GetAsync("/jobs")).ShouldRefuse(
            HttpStatusCode.Forbidden, "forbidden", "The API needs an active Enterprise plan; this company's plan is 'pro' and its subscription is 'active'.");
        await host.ManageAsync("PATCH", $"/accounts/{company.AccountId}", new { plan = "enterprise" });
        Assert.Equal(HttpStatusCode.OK, (await company.GetAsync("/jobs")).Status);
    }
}
