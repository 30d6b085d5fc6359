using System.Net;
using System.Net.Http.Json;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Door;

public sealed class OperationCheckTests
{
    [Fact]
    public async Task Start_up_names_every_operation_that_does_not_fit_its_contract()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(() => DoorHost.StartAsync(shop =>
        {
            shop.MapGet("/code", () => Results.Ok()).RaisesError("nowhere");
            shop.MapGet("/scope", () => Results.Ok()).RequireScope("things:burn");
            shop.MapGet("/limit", () => Results.Ok()).CountedUnder("account");
            shop.MapGet("/kind", () => Results.Ok()).AcceptsCredential("session-cookie");
            shop.MapGet("/session", () => Results.Ok()).RequireSession();
            shop.MapGet("/application", () => Results.Ok()).ForAllApplications();
            shop.MapPost("/early", () => Results.Ok()).Body(ShopOperations.NewThing.Read).RequireScope(
                (Body<ShopOperations.NewThing> _) => "things:read",
                "things:read");
        }));

        Assert.Contains("raises 'nowhere', which shop.yaml has no error definition for", fault.Message, StringComparison.Ordinal);
        Assert.Contains("requires the scope 'things:burn'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("is under the limit 'account'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("accepts a credential of kind 'session-cookie'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("needs the stage 'session'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("needs the stage 'application'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Put 'body' before 'scope'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(7, fault.Faults.Count);
        Assert.All(fault.Faults, one => Assert.Contains(one, fault.Message, StringComparison.Ordinal));
    }

    /// <summary>A limit that an operation names in the wrong way would count nobody, or everybody together.</summary>
    [Theory]
    [MemberData(nameof(Misuses))]
    public async Task Limit_that_an_operation_cannot_be_counted_under_is_refused_at_start(string use, params string[] parts)
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => DoorHost.StartAsync(shop => Misuse(shop, use), contract: WithLimits));

        Assert.Contains("/use", fault.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Equal(2, fault.Message.Split(Environment.NewLine).Length);
    }

    /// <summary>The misuses, and what start-up says of each.</summary>
    public static TheoryData<string, string[]> Misuses => new()
    {
        { "no value", ["'mail'", "per: value", "without a value", "CountedUnder(\"mail\", (…) => …)"] },
        { "value of a request for an address", ["'net'", "per: address", "value"] },
        { "value of a body for an account", ["'tenant'", "per: account", "value"] },
        { "login per address", ["'net'", "perLogin", "per: value", "per: address"] },
        { "everywhere per account", ["'tenant'", "everywhere", "per: value", "per: account"] },
        { "address per value", ["'mail'", "perAddress", "per: address", "per: value"] },
        { "address per account", ["'tenant'", "perAddress", "per: address", "per: account"] },
        { "one policy twice", ["'mail'", "twice"] },
        { "one policy for two places", ["'mail'", "twice"] },
        { "anonymous per account", ["'tenant'", "per: account", "AllowAnonymous"] },
        { "keys alone per application", ["'program'", "per: application", "AcceptsCredential"] },
    };

    [Fact]
    public async Task Limits_that_operations_are_counted_under_as_they_should_are_accepted()
    {
        await using var host = await DoorHost.StartAsync(
            shop =>
            {
                shop.MapGet("/mail", () => "ok").CountedUnder("mail", () => "ada");
                shop.MapGet("/net", () => "ok").CountedUnder("net").AllowAnonymous();
                shop.MapGet("/tenant", () => "ok").CountedUnder("tenant").CountedUnder("tenant");
                SignIn(shop, "mail", "other", "net");
            },
            contract: WithLimits);

        using var response = await host.SendAsync("GET", "/shop/mail", host.Key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>A delegate may return null in spite of its type.</summary>
    [Fact]
    public async Task Value_that_a_request_does_not_have_is_counted_with_all_others_of_the_kind()
    {
        await using var host = await DoorHost.StartAsync(
            shop =>
            {
                shop.MapGet("/mail", () => "ok").CountedUnder("mail", (HttpRequest request) => (string?)request.Headers["X-Mail"]);
                shop.MapPost("/mail", () => "ok").CountedUnder("other", (Body<ShopOperations.NewThing> _) => (string?)null).Body(ShopOperations.NewThing.Read);
            },
            contract: WithLimits);

        Assert.Equal((200, 429), await TwiceAsync(host, "GET"));
        Assert.Equal((200, 429), await TwiceAsync(host, "POST"));
        using var named = await host.SendAsync("GET", "/shop/mail", host.Key, null, ("X-Mail", "ada"));
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
    }

    private static async Task<(int First, int Second)> TwiceAsync(DoorHost host, string method) =>
        (await StatusAsync(host, method), await StatusAsync(host, method));

    private static async Task<int> StatusAsync(DoorHost host, string method)
    {
        using var content = method == "POST" ? JsonContent.Create(new { name = "Tea" }) : null;
        using var response = await host.SendAsync(method, "/shop/mail", host.Key, content);
        return (int)response.StatusCode;
    }

    private static string WithLimits(string contract) => contract.Replace("limits:\n", """
        limits:
          - { name: mail, per: value, allow: 1, window: 1 minute, named: true }
          - { name: other, per: value, allow: 1, window: 1 minute, named: true }
          - { name: third, per: value, allow: 1, window: 1 minute, named: true }
          - { name: near, per: address, allow: 1, window: 1 minute, named: true }
          - { name: net, per: address, allow: 1, window: 1 minute, named: true }
          - { name: tenant, per: account, allow: 1, window: 1 minute, named: true }
          - { name: program, per: application, allow: 1, window: 1 minute, named: true }

        """, StringComparison.Ordinal);

    private static void Misuse(RouteGroupBuilder shop, string use)
    {
        switch (use)
        {
            case "no value":
                shop.MapGet("/use", () => "ok").CountedUnder("mail");
                break;
            case "value of a request for an address":
                shop.MapGet("/use", () => "ok").CountedUnder("net", (ApiCall call) => call.RequestId);
                break;
            case "value of a body for an account":
                shop.MapPost("/use", () => "ok").Body(ShopOperations.NewThing.Read).CountedUnder(
                    "tenant",
                    (Body<ShopOperations.NewThing> body) => body.Value.Name);
                break;
            case "login per address":
                SignIn(shop, "net", "other", "near");
                break;
            case "everywhere per account":
                SignIn(shop, "mail", "tenant", "net");
                break;
            case "address per value":
                SignIn(shop, "third", "other", "mail");
                break;
            case "address per account":
                SignIn(shop, "mail", "other", "tenant");
                break;
            case "one policy twice":
                shop.MapGet("/use", () => "ok").CountedUnder("mail", (Account account) => account.Id).CountedUnder("mail", (ApiKey key) => key.Id);
                break;
            case "one policy for two places":
                SignIn(shop, "mail", "mail", "net");
                break;
            case "anonymous per account":
                shop.MapGet("/use", () => "ok").AllowAnonymous().CountedUnder("tenant");
                break;
            default:
                shop.MapGet("/use", () => "ok").CountedUnder("program");
                break;
        }
    }

    private static void SignIn(RouteGroupBuilder shop, string perLogin, string everywhere, string perAddress) =>
        shop.MapPost("/use", () => "ok").AllowAnonymous()
        .Body(ShopOperations.NewThing.Read)
        .CountedAsSignIn((Body<ShopOperations.NewThing> body) => body.Value.Name, perLogin, everywhere, perAddress);
}
