using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>Searches of the request log by its management calls.</summary>
public sealed class RequestSearchTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Request_is_found_by_each_thing_that_is_known_of_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lintel/v1/accounts/acct_searched");
        request.Headers.Authorization = new("Bearer", Host.OperatorToken);
        request.Headers.Add("X-Request-Id", "ticket-4711");
        using var response = await Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var id = response.Headers.GetValues("X-Request-Id").Single();
        var entry = await Host.ManageAsync("GET", $"/requests/{id}");
        var address = entry["address"]!.ToString();
        var network = address.Contains(':', StringComparison.Ordinal) ? "::/16" : "127.0.0.0/8";

        foreach (var filter in new[]
        {
            $"id={id}",
            "inboundId=ticket-4711",
            "inboundId=ticket-4711&status=404",
            "inboundId=ticket-4711&status=4xx",
            "inboundId=ticket-4711&condition=resource.missing",
            $"inboundId=ticket-4711&operation={entry["operation"]}",
            $"inboundId=ticket-4711&address={address}",
            $"inboundId=ticket-4711&address={network}",
        })
        {
            var found = (await Host.ManageAsync("GET", $"/requests?{filter}"))["data"]!.AsArray();
            Assert.Equal(id, Assert.Single(found)!["id"]!.ToString());
        }

        foreach (var filter in new[]
        {
            "status=5xx", "status=403", "slowerThan=86400000", "applicationId=app_x", "address=203.0.113.0/24", "condition=scope.missing",
        })
        {
            Assert.Empty((await Host.ManageAsync("GET", $"/requests?inboundId=ticket-4711&{filter}"))["data"]!.AsArray());
        }
    }

    [Theory]
    [InlineData("status=4x", "Field 'status' must be a status from 100 to 599, or a class such as 4xx.")]
    [InlineData("status=600", "Field 'status' must be a status from 100 to 599, or a class such as 4xx.")]
    [InlineData("address=x", "Field 'address' must be an address or a network, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32.")]
    [InlineData("slowerThan=-1", "Field 'slowerThan' must be at least 0.")]
    public async Task Filter_that_means_nothing_is_answered_with_those_that_do(string query, string message)
    {
        var reply = await new ManagementCalls(Host).SendAsync(null, "GET", $"/requests?{query}", null);

        Assert.Equal(message, Assert.Single(reply.Body!["errors"]!.AsArray())!["message"]!.ToString());
    }
}
