using System.Net;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.FieldService;

public sealed class LimitTests
{
    [Theory]
    [InlineData("GET", "/jobs", "300")]
    [InlineData("HEAD", "/nothing", "300")]
    [InlineData("GET", "/jobs?id=1", "180")]
    [InlineData("GET", "/nothing?id=1", "180")]
    [InlineData("POST", "/jobs", "60")]
    [InlineData("DELETE", "/nothing", "60")]
    public async Task Class_follows_from_method_and_id_whatever_the_path(string method, string path, string limit)
    {
        await using var host = await LintelHost.StartAsync();
        var company = await Company.CreateAsync(host);

        var reply = await company.SendAsync(method, path);

        Assert.Equal((limit, (int.Parse(limit) - 1).ToString()), (reply.Headers["X-RateLimit-Limit"], reply.Headers["X-RateLimit-Remaining"]));
    }

    [Fact]
    public async Task Writes_are_limited_for_a_key_and_reads_go_on()
    {
        await using var host = await LintelHost.StartAsync();
        var company = await Company.CreateAsync(host);
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await company.SendAsync("POST", "/customers", "{}")).Status);
        }

        var refused = await company.SendAsync("POST", "/customers", "{}");

        Assert.Equal(
            """{"success":false,"error":"rate_limit_exceeded","message":"Too many requests. Please try again later.","retry_after":60}""",
            refused.Text);
        Assert.Equal(("60", "0"), (refused.Headers["Retry-After"], refused.Headers["X-RateLimit-Remaining"]));
        Assert.Equal(HttpStatusCode.OK, (await company.GetAsync("/customers")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await (await company.WithScopesAsync("customers:write")).SendAsync("POST", "/customers", "{}")).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await company.SendAsync("POST", "/customers", "{}")).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.BadRequest, (await company.SendAsync("POST", "/customers", "{}")).Status);
    }

    [Fact]
    public async Task Daily_limit_shows_itself_where_it_has_the_least_room()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.ManageAsync(
            "POST",
            "/accounts",
            new { api = "fieldservice", name = "Small", plan = "enterprise", limits = new { daily = 3 } });
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = account["id"]!.ToString(), name = "test", scopes = new[] { "jobs:read" } });
        var company = new Company(host, account["id"]!.ToString(), issued["secret"]!.ToString());
        for (var i = 0; i < 3; i++)
        {
            var admitted = await company.GetAsync("/jobs");
            Assert.Equal(("3", $"{2 - i}"), (admitted.Headers["X-RateLimit-Limit"], admitted.Headers["X-RateLimit-Remaining"]));
        }

        var refused = await company.GetAsync("/jobs");

        Assert.Equal((HttpStatusCode.TooManyRequests, "3"), (refused.Status, refused.Headers["X-RateLimit-Limit"]));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 80_000, 86_400 + 3_600);
    }
}
