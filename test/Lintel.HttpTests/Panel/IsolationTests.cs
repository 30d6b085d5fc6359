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

    [Fact]
    public async Task Records_of_another_account_are_answered_as_nobodys()
    {
        var other = await Host.NewAccountAsync();
        var records = await FillAsync(other);
        var variable = new { name = "motd", description = (string?)null, value = "x", strategy = "auth_required" };
        (string Method, Func<string, string> Path, Func<string, object?> Body, string Id)[] requests =
        [
            ("PATCH", id => $"/edit-license{Own}&licenseId={id}", _ => new { comment = "x" }, records.License),
            ("POST", _ => $"/license-action{Own}", id => new { licenseId = id, action = "pause" }, records.License),
            ("POST", _ => $"/license-action{Own}", id => new
            {
                licenseId = Host.DemoText("panel.ids.expiredLicense"),
                action = "link",
                userId = id
            }, records.User),
            ("PATCH", id => $"/edit-user{Own}&userId={id}", _ => new { comment = "x" }, records.User),
            ("POST", _ => $"/user-action{Own}", id => new { userId = id, action = "delete" }, records.User),
            ("PATCH", id => $"/edit-blacklist{Own}&blacklistId={id}", _ => new { comment = "x" }, records.Blacklist),
            ("POST", _ => $"/blacklist-action{Own}", id => new { blacklistId = id, action = "delete" }, records.Blacklist),
            ("PATCH", id => $"/edit-variable{Own}&variableId={id}", _ => variable, records.Variable),
            ("DELETE", id => $"/delete-variable{Own}&variableId={id}", _ => null, records.Variable),
            ("PATCH", id => $"/api-keys/{id}", _ => new { name = "Mine" }, records.Key),
            ("POST", id => $"/api-keys/{id}/revoke", _ => null, records.Key),
        ];
        var before = await StateAsync(other, records.Application);
        foreach (var (method, path, body, id) in requests)
        {
            var theirs = await Host.CallAsync(Host.DemoSession(), method, path(id), body(id));
            var nobodys = await Host.CallAsync(Host.DemoSession(), method, path("9990001"), body("9990001"));

            Assert.True(theirs.Code == "not_found", $"{method} {path(id)}: {theirs.Text}");
            Assert.Equal(nobodys.Comparable, theirs.Comparable);
        }

        Assert.Equal(before, await StateAsync(other, records.Application));
    }

    private string Own => $"?applicationId={Host.ApplicationA()}";

    /// <summary>One record of each kind.</summary>
    private async Task<(string Application, string License, string User, string Blacklist, string Variable, string Key)> FillAsync(PanelAccount account)
    {
        var application = await Host.NewApplicationAsync(account);
        var settings = new { levels = Array.Empty<string>(), requiresLicense = false, credentialsType = "login_password", requiresClientId = false };
        var license = (await Host.NewLicensesAsync(account.Session, application, 1))[0];
        await Host.PostAsync(
            account.Session,
            $"/create-user?applicationId={application}",
            new { login = "theirs", password = "a good password", applicationUserSettings = settings });
        await Host.PostAsync(account.Session, $"/create-blacklist?applicationId={application}", new { clientId = "theirs" });
        await Host.PostAsync(
            account.Session,
            $"/create-variable?applicationId={application}",
            new { name = "theirs", description = (string?)null, value = "x", strategy = "auth_required" });
        var key = await Host.PostAsync(account.Session, "/api-keys", new { name = "theirs", scopes = new[] { "account:read" }, allApplications = true });
        return (application, license, await FirstAsync("get-users-table"), await FirstAsync("get-blacklists-table"), await FirstAsync("get-variables"), (string)key.Data["id"]!);

        async Task<string> FirstAsync(string path) => (string)(
            await Host.GetAsync(account.Session, $"/{path}?applicationId={application}&currentPage=1")).Data[0]!["id"]!;
    }

    private async Task<string> StateAsync(PanelAccount account, string application)
    {
        string[] paths = ["get-licenses-table", "get-users-table", "get-blacklists-table", "get-variables"];
        var replies = await Task.WhenAll(paths.Select(path => Host.GetAsync(account.Session, $"/{path}?applicationId={application}&currentPage=1")));
        return string.Join('\n', replies.Append(await Host.GetAsync(account.Session, "/api-keys")).Select(reply => reply.Text));
    }

    private Task<PanelReply> SendAsync(Caller caller, string route, string application)
    {
        var request = ApplicationRoutes.All.Single(request => request.ToString() == route);
        return Host.CallAsync(caller, request.Method, request.For(application), request.Body);
    }
}
