using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

public sealed class ManagementTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Account_created_is_read_back_and_listed()
    {
        var account = await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "Brook Dairy" });
        var id = account["id"]!.ToString();
        Assert.StartsWith("acct_", id, StringComparison.Ordinal);
        Assert.Equal("Brook Dairy", (await Host.ManageAsync("GET", $"/accounts/{id}"))["name"]!.ToString());
        Assert.Contains(id, await AllIds("/accounts?api=lintel&limit=2"));
    }

    [Fact]
    public async Task Account_patched_with_an_old_version_is_409_and_stays()
    {
        var id = (await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "One" }))["id"]!.ToString();
        await Host.ManageAsync("PATCH", $"/accounts/{id}", new { name = "Two", version = 1 });
        using var refused = await Send("PATCH", $"/accounts/{id}", new { name = "Three", version = 1 });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("Two", (await Host.ManageAsync("GET", $"/accounts/{id}"))["name"]!.ToString());
    }

    [Fact]
    public async Task Account_with_faults_names_every_one()
    {
        using var refused = await Send("POST", "/accounts", new { api = "nothing", name = 5, colour = "red" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var fields = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]!.AsArray().Select(error => error!["field"]!.ToString());
        Assert.Equal(["api", "name", "colour"], fields);
    }

    [Fact]
    public async Task Key_with_applications_is_refused_where_the_api_has_none()
    {
        var id = (await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "One" }))["id"]!.ToString();
        using var refused = await Send("POST", "/keys", new { accountId = id, name = "k", applications = new[] { "app_1" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("lintel has no applications", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_that_would_have_expired_is_not_issued()
    {
        var id = (await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "One" }))["id"]!.ToString();
        using var refused = await Send("POST", "/keys", new { accountId = id, name = "k", expiresAt = Host.Clock.GetUtcNow() });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var fault = Assert.Single(JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]!.AsArray())!;
        Assert.Equal(("expiresAt", "Field 'expiresAt' must be in the future."), (fault["field"]!.ToString(), fault["message"]!.ToString()));
    }

    [Fact]
    public async Task Names_that_a_contract_does_not_have_are_answered_with_those_it_has()
    {
        var contract = Host.Services.GetRequiredService<LintelOptions>().Contracts.First(contract => contract.Api == "lintel");
        var id = (await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "One" }))["id"]!.ToString();
        using var key = await Send("POST", "/keys", new { accountId = id, name = "k", scopes = new[] { "nope" }, limits = new { nope = 1 } });

        var scopes = string.Join(", ", contract.Scopes.Select(scope => scope.Name));
        var limits = string.Join(", ", contract.Limits.Select(limit => limit.Name));
        var faults = JsonNode.Parse(await key.Content.ReadAsStringAsync())!["errors"]!.AsArray().Select(fault => fault!["message"]!.ToString());
        Assert.Equal(
            [$"Field 'scopes[0]' is no scope of lintel; known are {scopes}.", $"Field 'limits.nope' is no rate limit policy of lintel; known are {limits}."],
            faults);
    }

    [Fact]
    public async Task Keys_are_listed_by_filters()
    {
        var account = (await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "Filters" }))["id"]!.ToString();
        var metadata = new Dictionary<string, string> { ["team"] = "billing" };
        var key = (await Host.ManageAsync("POST", "/keys", new { accountId = account, name = "Till 7", metadata, expiresAt = "2099-12-31T00:00:00Z" }))["key"]!;
        await Host.ManageAsync("POST", "/keys", new { accountId = account, name = "Other" });

        foreach (var filter in new[] { "name=Till", "metadata.team=billing", "expiresBefore=2100-01-01", "metadata.team=billing&state=active" })
        {
            var found = Assert.Single((await Host.ManageAsync("GET", $"/keys?accountId={account}&{filter}"))["data"]!.AsArray());
            Assert.Equal(key["id"]!.ToString(), found!["id"]!.ToString());
        }

        foreach (var filter in new[] { "state=revoked", "metadata.team=sales", "scope=keys:read", "name=till" })
        {
            Assert.Empty((await Host.ManageAsync("GET", $"/keys?accountId={account}&{filter}"))["data"]!.AsArray());
        }
    }

    [Fact]
    public async Task Person_is_refused_where_nobody_signs_in()
    {
        var id = (await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "One" }))["id"]!.ToString();
        using var refused = await Send("POST", $"/accounts/{id}/users", new { login = "ada@example.test", password = "a long password" });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Fact]
    public async Task Key_lives_through_all_its_states()
    {
        var (id, secret) = await IssueAsync("accounts:read");
        Assert.Equal(HttpStatusCode.OK, await StatusWith(secret));

        await Host.ManageAsync("POST", $"/keys/{id}/disable");
        Assert.Equal("credential_disabled", await CodeWith(secret));

        await Host.ManageAsync("POST", $"/keys/{id}/enable");
        Assert.Equal(HttpStatusCode.OK, await StatusWith(secret));

        await Host.ManageAsync("PATCH", $"/keys/{id}", new { scopes = Array.Empty<string>() });
        Assert.Equal("insufficient_scope", await CodeWith(secret));

        await Host.ManageAsync("PATCH", $"/keys/{id}", new { scopes = new[] { "accounts:write" }, expiresAt = Host.Clock.GetUtcNow() });
        Assert.Equal("credential_expired", await CodeWith(secret));

        await Host.ManageAsync("PATCH", $"/keys/{id}", new { expiresAt = (string?)null });
        Assert.Equal(HttpStatusCode.OK, await StatusWith(secret));

        await Host.ManageAsync("POST", $"/keys/{id}/revoke");
        Assert.Equal("credential_revoked", await CodeWith(secret));

        using var enabled = await Send("POST", $"/keys/{id}/enable");
        Assert.Equal(HttpStatusCode.Conflict, enabled.StatusCode);

        using var deleted = await Send("DELETE", $"/keys/{id}");
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal("credential_invalid", await CodeWith(secret));
        using var gone = await Send("GET", $"/keys/{id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Key_rotated_without_overlap_ends_the_old_secret_at_once()
    {
        var (id, old) = await IssueAsync("accounts:read");
        var rotated = await Host.ManageAsync("POST", $"/keys/{id}/rotate", new { });
        Assert.Equal("credential_invalid", await CodeWith(old));
        Assert.Equal(HttpStatusCode.OK, await StatusWith(rotated["secret"]!.ToString()));
    }

    [Fact]
    public async Task Key_rotated_with_overlap_keeps_the_old_secret_until_it_is_over()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var tests = new ManagementCalls(host);
        var (id, old) = await tests.IssueAsync("accounts:read");
        var rotated = await host.ManageAsync("POST", $"/keys/{id}/rotate", new { overlapSeconds = 60 });
        Assert.Equal(HttpStatusCode.OK, await tests.StatusWith(old));
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.Unauthorized, await tests.StatusWith(old));
        Assert.Equal(HttpStatusCode.OK, await tests.StatusWith(rotated["secret"]!.ToString()));
    }

    [Fact]
    public async Task Key_is_found_by_its_text_and_the_text_is_nowhere_in_the_log()
    {
        var (id, secret) = await IssueAsync();
        Assert.Equal(id, (await Host.ManageAsync("POST", "/keys/find", new { key = secret }))["id"]!.ToString());
        var log = await Host.ManageAsync("GET", "/requests?route=/lintel/v1/keys*&limit=50");
        Assert.DoesNotContain(secret, log.ToJsonString(), StringComparison.Ordinal);
        using var unknown = await Send("POST", "/keys/find", new { key = secret + "x" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Key_with_unknown_scopes_and_limits_names_each()
    {
        var account = (await Host.ManageAsync("POST", "/accounts", new { api = "lintel", name = "A" }))["id"]!.ToString();
        using var refused = await Send(
            "POST",
            "/keys",
            new
            {
                accountId = account,
                name = "k",
                scopes = new[] { "accounts:read", "moon:read" },
                limits = new { sun = 1 },
                addresses = new[] { "nowhere" }
            });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("addresses[0]", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var names = await Send(
            "POST",
            "/keys",
            new { accountId = account, name = "k", scopes = new[] { "accounts:read", "moon:read" }, limits = new { sun = 1 } });
        var fields = JsonNode.Parse(await names.Content.ReadAsStringAsync())!["errors"]!.AsArray().Select(error => error!["field"]!.ToString());
        Assert.Equal(["scopes[1]", "limits.sun"], fields);
    }

    [Fact]
    public async Task Limits_beyond_the_hundredth_are_unknown_members()
    {
        var limits = Enumerable.Range(0, 102).ToDictionary(i => $"policy{i}", _ => 1);
        using var refused = await Send("POST", "/accounts", new { api = "lintel", name = "A", limits });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var fields = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]!.AsArray().Select(error => error!["field"]!.ToString());
        Assert.Equal(["limits.policy100", "limits.policy101"], fields);
    }

    [Fact]
    public async Task Key_of_an_unknown_account_is_404()
    {
        using var refused = await Send("POST", "/keys", new { accountId = "acct_nobody", name = "k" });
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Refused_request_is_found_by_its_id_with_its_condition()
    {
        var (_, secret) = await IssueAsync();
        using var refused = await SendWith(secret);
        var id = refused.Headers.GetValues("X-Request-Id").Single();
        var entry = await Host.ManageAsync("GET", $"/requests/{id}");
        Assert.Equal("insufficient_scope", entry["code"]!.ToString());
        Assert.Equal("scope.missing", entry["condition"]!.ToString());
        Assert.Equal("accounts:read", entry["arguments"]!["required"]!.ToString());
        Assert.Equal("/lintel/v1/accounts", entry["route"]!.ToString());
    }

    [Fact]
    public async Task Requests_are_searched_by_what_support_is_told()
    {
        var (id, secret) = await IssueAsync();
        using var refused = await SendWith(secret);
        var key = await Host.ManageAsync("GET", $"/keys/{id}");
        var now = Uri.EscapeDataString(Host.Clock.GetUtcNow().ToString("O"));
        var later = Uri.EscapeDataString(Host.Clock.GetUtcNow().AddSeconds(1).ToString("O"));
        var filter =
            $"/requests?api=lintel&accountId={key["accountId"]}&keyId={id}&method=GET&route=/lintel/v1/accounts&status=403&code=insufficient_scope&from={now}&to={later}";
        Assert.Single((await Host.ManageAsync("GET", filter))["data"]!.AsArray());
        Assert.Empty((await Host.ManageAsync("GET", filter.Replace("status=403", "status=404", StringComparison.Ordinal)))["data"]!.AsArray());
        Assert.Empty((await Host.ManageAsync("GET", filter.Replace(id, "key_none", StringComparison.Ordinal)))["data"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", "/accounts?api=lintel&plan=standard", "plan")]
    [InlineData("GET", "/keys?account=acct_x", "account")]
    [InlineData("GET", "/keys/key_none?x=1", "x")]
    [InlineData("GET", "/requests?account=acct_x", "account")]
    [InlineData("GET", "/requests/req_none?x", "x")]
    [InlineData("GET", "/status?verbose=1", "verbose")]
    [InlineData("POST", "/accounts?dryRun=true", "dryRun")]
    [InlineData("PATCH", "/accounts/acct_none?version=1", "version")]
    [InlineData("POST", "/keys/key_none/rotate?overlapSeconds=60", "overlapSeconds")]
    [InlineData("POST", "/keys/key_none/revoke?reason=x", "reason")]
    [InlineData("DELETE", "/keys/key_none?x=1", "x")]
    [InlineData("POST", "/panel/licenses/1/use?x=1", "x")]
    public async Task Query_parameter_that_is_not_known_is_refused_as_a_member_is(string method, string path, string name)
    {
        var body = method is "GET" or "DELETE" || path.Contains("/revoke", StringComparison.Ordinal) ? null : new { };
        using var refused = await Send(method, path, body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var errors = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]!.AsArray().Select(
            error => (error!["location"]!.ToString(), error["field"]!.ToString()));
        Assert.Contains(("query", name), errors);
    }

    [Fact]
    public async Task Requests_are_read_page_by_page()
    {
        var (id, secret) = await IssueAsync();
        for (var i = 0; i < 5; i++)
        {
            using var refused = await SendWith(secret);
        }

        var account = (await Host.ManageAsync("GET", $"/keys/{id}"))["accountId"];
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Host.ManageAsync("GET", $"/requests?accountId={account}&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page["data"]!.AsArray().Select(entry => entry!["id"]!.ToString()));
            cursor = page["cursor"]?.ToString();
        }
        while (cursor is not null);
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task Status_tells_apis_and_drops()
    {
        var status = await Host.ManageAsync("GET", "/status");
        Assert.Contains("lintel", status["apis"]!.AsArray().Select(api => api!["api"]!.ToString()));
        Assert.Equal(0, status["requestLog"]!["dropped"]!.GetValue<long>());
    }

    private Task<(string Id, string Secret)> IssueAsync(params string[] scopes) => new ManagementCalls(Host).IssueAsync(scopes);

    private Task<HttpResponseMessage> SendWith(string secret) => new ManagementCalls(Host).SendWith(secret);

    private Task<HttpStatusCode> StatusWith(string secret) => new ManagementCalls(Host).StatusWith(secret);

    private async Task<string?> CodeWith(string secret)
    {
        using var response = await SendWith(secret);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]?.ToString();
    }

    private async Task<IReadOnlyList<string>> AllIds(string path)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Host.ManageAsync("GET", path + (cursor is null ? string.Empty : $"&cursor={cursor}"));
            ids.AddRange(page["data"]!.AsArray().Select(item => item!["id"]!.ToString()));
            cursor = page["cursor"]?.ToString();
        }
        while (cursor is not null);
        return ids;
    }

    private async Task<HttpResponseMessage> Send(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/lintel/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Host.OperatorToken);
        return await Host.Client.SendAsync(request);
    }
}
