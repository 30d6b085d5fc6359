using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>Many keys are revoked by the filters of the list.</summary>
public sealed class KeyRevocationsTests(SharedHost shared)
{
    private ManagementCalls Calls => new(shared.Host);

    [Fact]
    public async Task Dry_run_tells_what_would_be_revoked_and_changes_nothing()
    {
        var account = await Calls.NewAccountAsync("pixel");
        var keys = await IssueAsync(account, 22);

        var told = await Calls.SendAsync(null, "POST", "/keys/revocations", new { accountId = account, dryRun = true });

        Assert.Equal((HttpStatusCode.OK, 22, 0, 0, true), Counts(told));
        Assert.Equal(
            keys.Order(StringComparer.Ordinal).Take(20),
            told.Body!["keys"]!.AsArray().Select(key => key!["id"]!.ToString()));
        Assert.Equal(22, (await ListAsync($"accountId={account}&state=active")).Count);
        var id = told.Headers.GetValues("X-Request-Id").Single();
        var noted = (await Calls.SendAsync(null, "GET", "/audit?operation=POST%20/lintel/v1/keys/revocations")).Body!["data"]!.AsArray();
        Assert.DoesNotContain(noted, entry => (string?)entry!["requestId"] == id);
    }

    [Fact]
    public async Task Keys_that_all_filters_find_are_refused_from_the_next_request_on_and_noted_by_id()
    {
        var account = await Calls.NewAccountAsync("lintel");
        var (id, secret) = await IssueOneAsync(account, "till 1", "billing", "accounts:read");
        var (_, spared) = await IssueOneAsync(account, "till 2", "sales", "accounts:read");
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(secret));

        var done = await Calls.SendAsync(
            null, "POST", "/keys/revocations", new { accountId = account, name = "till", metadata = new { team = "billing" }, state = "active", expected = 1 });

        Assert.Equal((HttpStatusCode.OK, 1, 1, 0, false), Counts(done));
        Assert.Equal((1, 1), ((int)done.Body!["receipt"]!["applied"]!, (int)done.Body["receipt"]!["of"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(secret));
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(spared));
        var noted = (await Calls.SendAsync(null, "GET", $"/audit?target={id}")).Body!["data"]!.AsArray();
        Assert.Equal("POST /lintel/v1/keys/revocations", noted[0]!["operation"]!.ToString());

        Assert.Equal((HttpStatusCode.OK, 0, 0, 0, false), Counts(await Calls.SendAsync(
            null, "POST", "/keys/revocations", new { accountId = account, name = "till", metadata = new { team = "billing" } })));
    }

    [Fact]
    public async Task Another_number_than_was_expected_revokes_nothing()
    {
        var account = await Calls.NewAccountAsync("pixel");
        await IssueAsync(account, 2);

        var refused = await Calls.SendAsync(null, "POST", "/keys/revocations", new { accountId = account, expected = 1 });

        Assert.Equal((HttpStatusCode.Conflict, "The filters find 2 keys by now, and not 1. Nothing was revoked."), (refused.Status, refused.Detail));
        Assert.Equal(2, (await ListAsync($"accountId={account}&state=active")).Count);
    }

    [Theory]
    [InlineData("""{}""", "accountId")]
    [InlineData("""{"dryRun":true,"metadata":{}}""", "accountId")]
    [InlineData("""{"state":"revoked"}""", "state")]
    [InlineData("""{"unusedSince":"yesterday"}""", "unusedSince")]
    [InlineData("""{"application":"app_1","state":"active"}""", "application")]
    [InlineData("""{"name":"x","cursor":"y"}""", "cursor")]
    public async Task Revocation_without_a_filter_or_with_a_wrong_one_is_refused(string body, string field)
    {
        var refused = await Calls.SendAsync(null, "POST", "/keys/revocations", JsonNode.Parse(body));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, field), (refused.Status, refused.Body!["errors"]![0]!["field"]!.ToString()));
    }

    [Fact]
    public async Task Keys_of_the_management_api_are_meant_only_where_they_are_named_and_never_the_callers_own()
    {
        var account = await Calls.NewAccountAsync("lintel");
        var (_, caller) = await IssueOneAsync(account, "own and only", "x", "keys:write");
        await IssueOneAsync(account, "own and only", "x");

        Assert.Equal(0, Counts(await Calls.SendAsync(caller, "POST", "/keys/revocations", new { name = "own and only", dryRun = true })).Found);
        Assert.Equal(1, Counts(await Calls.SendAsync(caller, "POST", "/keys/revocations", new { name = "own and only", api = "lintel", dryRun = true })).Found);

        var refused = await Calls.SendAsync(caller, "POST", "/keys/revocations", new { accountId = "acct_operator", dryRun = true });
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Keys_that_were_used_since_are_spared()
    {
        var account = await Calls.NewAccountAsync("lintel");
        var (used, secret) = await IssueOneAsync(account, "in use", "x", "accounts:read");
        var (idle, _) = await IssueOneAsync(account, "idle", "x");
        await Calls.StatusWith(secret);
        await shared.Host.ManageAsync("GET", "/usage");

        var told = await Calls.SendAsync(null, "POST", "/keys/revocations", new { accountId = account, unusedSince = "2020-01-01", dryRun = true });

        var found = Assert.Single(told.Body!["keys"]!.AsArray())!["id"]!.ToString();
        Assert.Equal(idle, found);
        Assert.NotEqual(used, found);
    }

    private static (HttpStatusCode Status, int Found, int Revoked, int Left, bool DryRun) Counts(ManagementReply reply) =>
        (reply.Status, (int)reply.Body!["found"]!, (int)reply.Body["revoked"]!, (int)reply.Body["left"]!, (bool)reply.Body["dryRun"]!);

    private async Task<List<string>> IssueAsync(string account, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            ids.Add((await IssueOneAsync(account, $"k{i}", "x")).Id);
        }

        return ids;
    }

    private async Task<(string Id, string Secret)> IssueOneAsync(string account, string name, string team, params string[] scopes)
    {
        var issued = await Calls.SendAsync(null, "POST", "/keys", new { accountId = account, name, scopes, metadata = new { team } });
        return (issued.KeyId, issued.Secret);
    }

    private async Task<JsonArray> ListAsync(string filter) => (await Calls.SendAsync(null, "GET", $"/keys?{filter}")).Body!["data"]!.AsArray();
}
