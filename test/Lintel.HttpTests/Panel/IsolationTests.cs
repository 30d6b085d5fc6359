using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Panel;

public sealed class IsolationTests(RoomyHost shared) : IClassFixture<RoomyHost>
{
    private const string Nobodys = "9990001";

    private LintelHost Host => shared.Host;

    public static TheoryData<string> Requests => [.. ApplicationRoutes.All.Select(request => request.ToString())];

    [Fact]
    public void Every_route_that_names_an_application_is_tried()
    {
        var mapped = Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>())
            .Where(operation => operation is { ApplicationNamed: not null } && operation.Route.StartsWith(PanelCalls.Base, StringComparison.Ordinal))
            .Select(operation => $"{operation!.Methods[0]} {operation.Route[PanelCalls.Base.Length..]}");

        Assert.Equal(mapped.Distinct().Order(), ApplicationRoutes.All.Select(request => request.ToString()).Order());
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Application_of_another_account_is_answered_as_nobodys(string route)
    {
        foreach (var caller in new[] { Host.DemoKey(), Host.DemoSession() })
        {
            var others = await SendAsync(caller, route, Host.DemoText("panel.ids.otherAccountApplication"));
            var nobodys = await SendAsync(caller, route, Nobodys);

            Assert.Equal("not_found", others.Code);
            Assert.Equal(others.Comparable, nobodys.Comparable);
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Restricted_key_is_forbidden_every_other_application_whether_it_exists_or_not(string route)
    {
        var caller = Host.DemoKey("restricted");
        var own = await SendAsync(caller, route, Host.DemoText("panel.ids.applicationB"));
        var others = await SendAsync(caller, route, Host.DemoText("panel.ids.otherAccountApplication"));
        var nobodys = await SendAsync(caller, route, Nobodys);
        var zeros = await SendAsync(caller, route, "000" + Host.ApplicationA());

        Assert.Equal("application_forbidden", own.Code);
        Assert.All([others, nobodys, zeros], reply => Assert.Equal(own.Comparable, reply.Comparable));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Application_id_that_is_none_does_not_match_the_schema(string route)
    {
        foreach (var id in new[] { "", "x", "-1", "1.5", "12345678901234567890", "%D9%A1", "1%0A" })
        {
            Assert.Equal("VALIDATION_ERROR", (await SendAsync(Host.DemoKey(), route, id)).Code);
        }
    }

    private Task<PanelReply> SendAsync(Caller caller, string route, string application)
    {
        var request = ApplicationRoutes.All.Single(request => request.ToString() == route);
        return Host.CallAsync(caller, request.Method, request.For(application), request.Body);
    }
}
