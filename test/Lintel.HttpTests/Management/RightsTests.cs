using System.Net;
using System.Security.Cryptography;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.Management;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>A key of the management API hands out no more of it than it has itself.</summary>
public sealed class RightsTests(SharedHost shared)
{
    private const string Operators = OperatorAccess.AccountId;

    private ManagementCalls Calls => new(shared.Host);

    [Fact]
    public async Task Account_of_the_management_api_needs_the_right_to_operate()
    {
        var (_, clerk) = await Calls.IssueAsync("accounts:write", "keys:write");

        AssertLacks("operators:write", await Calls.SendAsync(clerk, "POST", "/accounts", new { api = "lintel", name = "Mine" }));
        Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(clerk, "POST", "/accounts", new { api = "pixel", name = "Theirs" })).Status);
    }

    [Fact]
    public async Task Export_of_an_account_needs_what_its_records_need_and_that_of_the_operators_the_right_to_operate()
    {
        var (_, auditor) = await Calls.IssueAsync("audit:read");
        var (_, reader) = await Calls.IssueAsync("audit:read", "accounts:read", "keys:read", "requests:read");

        AssertLacks("accounts:read", await Calls.SendAsync(auditor, "GET", "/accounts/acct_pixel_main/data"));
        AssertLacks("operators:write", await Calls.SendAsync(reader, "GET", $"/accounts/{Operators}/data"));
        AssertLacks("operators:write", await Calls.SendAsync(reader, "GET", $"/accounts/{await Calls.NewAccountAsync()}/data"));
    }

    [Fact]
    public async Task Key_on_the_operator_account_needs_a_scope_of_its_own()
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write", "accounts:write");
        AssertLacks(
            "operators:write",
            await Calls.SendAsync(clerk, "POST", "/keys", new { accountId = Operators, name = "mine", scopes = new[] { "keys:write" } }));
    }

    [Theory]
    [InlineData("POST", "/rotate", "{}")]
    [InlineData("PATCH", "", """{"name":"mine"}""")]
    [InlineData("POST", "/disable", null)]
    [InlineData("POST", "/enable", null)]
    [InlineData("POST", "/revoke", null)]
    [InlineData("DELETE", "", null)]
    public async Task Key_of_the_operator_account_is_out_of_reach(string method, string path, string? body)
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        var own = await Calls.SendAsync(null, "POST", "/keys/find", new { key = shared.Host.OperatorToken });
        var json = body is null ? null : System.Text.Json.Nodes.JsonNode.Parse(body);

        AssertLacks("operators:write", await Calls.SendAsync(clerk, method, $"/keys/{own.Body!["id"]}{path}", json));
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(shared.Host.OperatorToken));
    }

    [Fact]
    public async Task Account_of_the_management_api_is_changed_with_the_right_to_operate_alone()
    {
        var (_, clerk) = await Calls.IssueAsync("accounts:write");
        var robots = await Calls.NewAccountAsync();
        AssertLacks("operators:write", await Calls.SendAsync(clerk, "PATCH", $"/accounts/{robots}", new { name = "Mine" }));
        AssertLacks("operators:write", await Calls.SendAsync(clerk, "POST", $"/accounts/{robots}/suspend"));
        AssertLacks("operators:write", await Calls.SendAsync(clerk, "POST", $"/accounts/{robots}/resume"));
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(clerk, "POST", "/accounts/acct_none/suspend")).Status);
    }

    [Fact]
    public async Task Account_of_the_operators_needs_a_scope_of_its_own()
    {
        var (_, clerk) = await Calls.IssueAsync("accounts:write");
        AssertLacks("operators:write", await Calls.SendAsync(clerk, "PATCH", $"/accounts/{Operators}", new { name = "Mine" }));
        AssertLacks(
            "operators:write",
            await Calls.SendAsync(clerk, "POST", $"/accounts/{Operators}/users", new { login = "eve@example.test", password = "a long password" }));
    }

    [Fact]
    public async Task Person_of_any_management_account_needs_the_operators_scope()
    {
        var (_, clerk) = await Calls.IssueAsync("accounts:write");
        var account = await Calls.NewAccountAsync();
        AssertLacks(
            "operators:write",
            await Calls.SendAsync(clerk, "POST", $"/accounts/{account}/users", new { login = "eve@example.test", password = "a long password" }));
    }

    [Theory]
    [InlineData("POST", "/users/{user}/disable", null)]
    [InlineData("POST", "/users/{user}/enable", null)]
    [InlineData("POST", "/users/{user}/password", """{"password":"another long password"}""")]
    [InlineData("DELETE", "/users/{user}", null)]
    [InlineData("DELETE", "/users/{user}/sessions", null)]
    [InlineData("POST", $"/accounts/{Operators}/suspend", null)]
    [InlineData("POST", $"/accounts/{Operators}/resume", null)]
    public async Task Person_of_the_operator_account_is_out_of_reach(string method, string path, string? body)
    {
        var (_, clerk) = await Calls.IssueAsync("accounts:write");
        var service = shared.Host.Services.GetRequiredService<SignInService>();
        var added = await service.AddUserAsync(
            Operators,
            $"{RandomNumberGenerator.GetHexString(16, lowercase: true)}@example.test",
            "a long password",
            PasswordCaller.Process,
            CancellationToken.None);
        var user = await service.FindUserAsync(Assert.IsType<SignInResult.Added>(added).User.Id, CancellationToken.None);
        var json = body is null ? null : System.Text.Json.Nodes.JsonNode.Parse(body);

        AssertLacks("operators:write", await Calls.SendAsync(clerk, method, path.Replace("{user}", user!.Id, StringComparison.Ordinal), json));
        Assert.Equal(user, await service.FindUserAsync(user.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Key_grants_no_management_scope_that_it_lacks()
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        var account = await Calls.NewAccountAsync();
        AssertLacks(
            "accounts:write",
            await Calls.SendAsync(clerk, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "keys:write", "accounts:write" } }));

        // keys:write implies keys:read, so it may give that away.
        var narrow = await Calls.SendAsync(clerk, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "keys:read" } });
        Assert.Equal(HttpStatusCode.Created, narrow.Status);
    }

    [Fact]
    public async Task Key_widens_neither_itself_nor_another()
    {
        var (id, clerk) = await Calls.IssueAsync("keys:write");
        var (other, _) = await Calls.IssueAsync("keys:read");
        foreach (var target in new[] { id, other })
        {
            AssertLacks("requests:read", await Calls.SendAsync(clerk, "PATCH", $"/keys/{target}", new { scopes = new[] { "keys:write", "requests:read" } }));
            AssertLacks(
                "operators:write",
                await Calls.SendAsync(clerk, "PATCH", $"/keys/{target}", new { limits = new Dictionary<string, int> { ["key-creation"] = 1_000_000 } }));
        }
    }

    [Theory]
    [InlineData("POST", "/rotate", "{}")]
    [InlineData("POST", "/enable", null)]
    [InlineData("PATCH", "", """{"expiresAt":null}""")]
    public async Task Key_that_has_more_is_not_revived_by_one_that_has_less(string method, string path, string? body)
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        var (wider, _) = await Calls.IssueAsync("keys:write", "accounts:write");
        var json = body is null ? null : System.Text.Json.Nodes.JsonNode.Parse(body);

        AssertLacks("accounts:write", await Calls.SendAsync(clerk, method, $"/keys/{wider}{path}", json));
    }

    [Fact]
    public async Task Key_that_has_more_is_ended_by_one_that_has_less()
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        var (id, wider) = await Calls.IssueAsync("keys:write", "accounts:write");
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(clerk, "POST", $"/keys/{id}/revoke")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(wider));
    }

    [Fact]
    public async Task Key_restricted_to_addresses_and_a_time_gives_away_no_more_of_them()
    {
        var account = await Calls.NewAccountAsync();
        var end = shared.Host.Clock.GetUtcNow().AddDays(1);
        var issued = await Calls.SendAsync(
            null,
            "POST",
            "/keys",
            new { accountId = account, name = "k", scopes = new[] { "keys:write" }, addresses = new[] { "127.0.0.0/8" }, expiresAt = end });

        var wide = await Calls.SendAsync(issued.Secret, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "keys:read" } });
        var elsewhere = await Calls.SendAsync(
            issued.Secret,
            "POST",
            "/keys",
            new { accountId = account, name = "k", addresses = new[] { "127.0.0.1", "192.0.2.1" }, expiresAt = end });
        var longer = await Calls.SendAsync(issued.Secret, "PATCH", $"/keys/{issued.KeyId}", new { expiresAt = end.AddTicks(1) });
        var alike = await Calls.SendAsync(
            issued.Secret,
            "POST",
            "/keys",
            new { accountId = account, name = "k", scopes = new[] { "keys:read" }, addresses = new[] { "127.1.0.0/16" }, expiresAt = end });

        Assert.Equal(
            ["permission_denied", "permission_denied", "permission_denied", null],
            new[] { wide, elsewhere, longer, alike }.Select(reply => reply.Code));
    }

    [Fact]
    public async Task Key_of_a_customers_api_may_have_any_scope_of_it()
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        var account = await Calls.NewAccountAsync("fieldservice");
        var issued = await Calls.SendAsync(clerk, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "jobs:write" } });
        Assert.Equal(HttpStatusCode.Created, issued.Status);
        Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(clerk, "POST", $"/keys/{issued.KeyId}/rotate", new { })).Status);
    }

    [Fact]
    public async Task Creation_is_counted_for_the_account_over_all_its_keys()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new ManagementCalls(host);
        var account = (await calls.SendAsync(
            null,
            "POST",
            "/accounts",
            new { api = "lintel", name = "Small", limits = new Dictionary<string, int> { ["key-creation"] = 3 } })).Body!["id"]!.ToString();
        var first = await calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "keys:write" } });
        var second = await calls.SendAsync(first.Secret, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "keys:write" } });
        var third = await calls.SendAsync(second.Secret, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "keys:write" } });
        await calls.SendAsync(third.Secret, "POST", $"/keys/{first.KeyId}/rotate", new { });

        Assert.Equal(HttpStatusCode.TooManyRequests, (await calls.SendAsync(third.Secret, "POST", "/keys", new { accountId = account, name = "k" })).Status);
    }

    private static void AssertLacks(string scope, ManagementReply reply)
    {
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (reply.Status, reply.Code));
        Assert.Contains($"'{scope}'", reply.Detail, StringComparison.Ordinal);
    }
}
