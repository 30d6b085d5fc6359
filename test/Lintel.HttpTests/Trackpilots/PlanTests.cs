using System.Net;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Trackpilots;

public sealed class PlanTests(SharedHost shared)
{
    private const string PlanExpired =
        """{"success":false,"statusCode":401,"statusMessage":"Upgrade required","data":null,"error":{"message":"Upgrade required to use Trackpilots APIs","code":"PLAN_EXPIRED"}}""";

    public static TheoryData<string, string, string> EndpointsAndKeys
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var key in (string[])["expiredPlan", "basicPlan", "paymentFailed", "pendingPlan", "cancelledPlan"])
            {
                foreach (var (method, path) in Endpoints.All)
                {
                    data.Add(method, path, key);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EndpointsAndKeys))]
    public async Task Every_endpoint_refuses_a_lapsed_plan_whatever_the_body(string method, string path, string key)
    {
        using var response = await Organisation.SendAsync(
            shared.Host,
            method,
            path,
            shared.Host.DemoText($"trackpilots.keys.{key}"),
            method == "GET" ? null : new { nonsense = 1 });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(PlanExpired, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Table_of_endpoints_is_what_the_process_serves()
    {
        var served = shared.Host.Services.GetServices<EndpointDataSource>().Concat([shared.Host.Services.GetRequiredService<EndpointDataSource>()])
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/trackpilots/v1", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Where(method => method != "HEAD")
                .Select(method => (method, endpoint.RoutePattern.RawText!["/trackpilots/v1".Length..])))
            .Distinct();

        Assert.Equal(Endpoints.All.Order(), served.Order());
    }

    [Fact]
    public async Task Renewed_plan_revives_the_same_key_on_the_next_request()
    {
        var organisation = await Organisation.MakeAsync(shared.Host, "starter", "expired");
        await RefusedAsync(organisation);

        await ChangeAsync(organisation, new { subscription = "active" });
        await organisation.TextAsync("GET", "/access-management");

        await ChangeAsync(organisation, new { plan = "basic" });
        await RefusedAsync(organisation);

        await ChangeAsync(organisation, new { plan = "reseller" });
        await organisation.TextAsync("GET", "/access-management");
    }

    private static async Task RefusedAsync(Organisation organisation)
    {
        using var response = await organisation.SendAsync("GET", "/access-management");
        Assert.Equal(PlanExpired, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<System.Text.Json.Nodes.JsonNode> ChangeAsync(Organisation organisation, object change) =>
        shared.Host.ManageAsync("PATCH", $"/accounts/{organisation.AccountId}", change);
}
