using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Trackpilots;

public sealed class PeopleTests(SharedHost shared)
{
    [Fact]
    public async Task Role_is_made_from_a_nested_list_changed_and_removed()
    {
        var organisation = await Organisation.MakeAsync(shared.Host);
        var made = await organisation.TextAsync("POST", "/access-management", new
        {
            roleName = "Auditor",
            roleData = new[] { new[] { new { path = "/", access = "Full Access" }, new { path = "/my-team", access = "Team Data" } } },
        });
        var id = (string)JsonNode.Parse(made)!["data"]!["roleId"]!;

        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"Page-level access permissions have been successfully assigned to the role.","error":null,"data":{"roleId":"{{{id}}}","roleName":"Auditor","roleData":[{"path":"/","access":"Full Access"},{"path":"/my-team","access":"Team Data"}]}}""",
            made);
        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"Role management updated successfully.","error":null,"data":{"roleId":"{{{id}}}","roleName":"Reviewer","roleData":[{"path":"/","access":"Full Access"},{"path":"/my-team","access":"Team Data"}]}}""",
            await organisation.TextAsync("PATCH", "/access-management", new { roleId = id, roleName = "Reviewer", roleData = (object?)null }));
        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"Role deleted successfully.","error":null,"data":{"roleId":"{{{id}}}"}}""",
            await organisation.TextAsync("DELETE", "/access-management", new { roleId = id }));
        using var again = await organisation.SendAsync("DELETE", "/access-management", new { roleId = id });
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Fresh_account_has_the_four_default_roles()
    {
        var organisation = await Organisation.MakeAsync(shared.Host);
        var roles = await organisation.ReadAsync("GET", "/access-management");

        Assert.Equal("Role management retrieved successfully", (string)roles["statusMessage"]!);
        Assert.Equal(["Admin", "Manager", "Manager Head", "No Access"], roles["data"]!.AsArray().Select(role => (string)role!["roleName"]!));
    }

    [Fact]
    public async Task Employee_is_added_changed_and_shown()
    {
        var organisation = await Organisation.MakeAsync(shared.Host);
        var team = await organisation.AddTeamAsync("Engineering");
        var role = await organisation.RoleAsync("No Access");
        var added = await organisation.TextAsync("POST", "/employees", Mira(role, team));
        var user = (string)JsonNode.Parse(added)!["response"]!["userId"]!;

        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"User added successfully","error":null,"response":{"userName":"Mira Olsen","emailId":"mira@brook.example","userId":"{{{user}}}"}}""",
            added);
        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"User details updated successfully","error":null,"response":{"userName":"Mira Dahl","userId":"{{{user}}}"}}""",
            await organisation.TextAsync(
                "PATCH",
                "/employees",
                new { userId = user, userName = "Mira Dahl", roleId = role, teamId = new[] { team }, workMode = "hybrid" }));
        var shown = await organisation.TextAsync("POST", "/employees/filter", new { userId = new[] { user, Guid.Empty.ToString() } });
        var url = (string)JsonNode.Parse(shown)!["data"]![0]!["uniqueUrl"]!;
        Assert.Equal(
            $$$"""{"success":true,"statusCode":200,"statusMessage":"Fetched employee details successfully","error":null,"data":[{"userId":"{{{user}}}","userName":"Mira Dahl","emailId":"mira@brook.example","uniqueUrl":"{{{url}}}","profilePicUrl":null,"teamId":[{"teamId":"{{{team}}}","teamName":"Engineering"}],"accountStatus":"active","roleId":"{{{role}}}","roleName":"No Access","workMode":"hybrid"}]}""",
            shown);
        Assert.Equal(12, url.Length);
    }

    [Fact]
    public async Task Of_parallel_additions_with_one_address_one_wins()
    {
        var organisation = await Organisation.MakeAsync(shared.Host);
        var team = await organisation.AddTeamAsync("Engineering");
        var body = Mira(await organisation.RoleAsync("No Access"), team);

        var responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => organisation.SendAsync("POST", "/employees", body)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(5, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Password_is_in_no_file_and_no_line_of_the_log()
    {
        await using var host = await LintelHost.StartAsync();
        var organisation = await Organisation.MakeAsync(host);
        var team = await organisation.AddTeamAsync("Engineering");
        await organisation.AddEmployeeAsync("Mira Olsen", "mira@brook.example", team);
        using var refused = await organisation.SendAsync("POST", "/employees", Mira(await organisation.RoleAsync("Admin"), team));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await host.StopAsync();

        Assert.DoesNotContain(host.Log.Lines, line => line.Contains("Correct-Horse", StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(host.DataDirectory))
        {
            Assert.DoesNotContain(
                "Correct-Horse",
                await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("userName", "M", "Field 'userName' must have at least 2 characters.")]
    [InlineData("emailId", "mira", "Field 'emailId' must be an email address.")]
    [InlineData("password", "Short-1", "Field 'password' must have at least 8 characters.")]
    [InlineData("roleId", "admin", "Field 'roleId' must be a UUID.")]
    [InlineData("roleId", "00000000-0000-0000-0000-000000000000", "Field 'roleId' names no role of the organisation.")]
    [InlineData("workMode", "moon", "Field 'workMode' must be one of remote, office, hybrid.")]
    public async Task Faulty_field_is_named(string field, string value, string message)
    {
        var organisation = await Organisation.MakeAsync(shared.Host);
        var body = JsonNode.Parse(
            System.Text.Json.JsonSerializer.Serialize(Mira(await organisation.RoleAsync("Admin"), await organisation.AddTeamAsync("Engineering"))))!;
        body[field] = value;

        using var response = await organisation.SendAsync("POST", "/employees", body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(message, (string)JsonNode.Parse(text)!["error"]!["message"]!);
        Assert.DoesNotContain("Short-1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_shows_teams_and_employees_and_knows_no_other_api_s_account()
    {
        var organisation = await Organisation.MakeAsync(shared.Host);
        var team = await organisation.AddTeamAsync("Engineering");
        var mira = await organisation.ManageAsync("POST", "/employees", Mira(await organisation.RoleAsync("Admin"), team));

        Assert.Equal([team], (await organisation.ManageAsync("GET", "/teams"))["data"]!.AsArray().Select(item => (string)item!["teamId"]!));
        var employees = await organisation.ManageAsync("GET", "/employees?limit=1");
        Assert.Equal((string)mira["userId"]!, (string)employees["data"]![0]!["userId"]!);
        Assert.Empty((await organisation.ManageAsync("GET", "/employees?limit=1&cursor=" + (string)employees["cursor"]!))["data"]!.AsArray());
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Host.ManageAsync("GET", "/trackpilots/accounts/acct_nobody/teams"));
    }

    private static object Mira(string roleId, string team) =>
        new { userName = "Mira Olsen", emailId = "mira@brook.example", password = "Correct-Horse-7", roleId, teamId = new[] { team }, workMode = "remote" };
}
