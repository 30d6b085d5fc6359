using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>The data that an application keeps with its accounts: an id of another system, and metadata.</summary>
public sealed class AccountRecordTests(SharedHost shared)
{
    private ManagementCalls Calls => new(shared.Host);

    [Fact]
    public async Task External_id_and_metadata_are_kept_changed_and_taken_away()
    {
        var id = await CreateAsync("crm-kept", new { team = "billing", site = "oslo" });
        var kept = await ShowAsync(id);
        Assert.Equal(("crm-kept", "billing"), (kept["externalId"]!.ToString(), kept["metadata"]!["team"]!.ToString()));

        var changed = await Calls.SendAsync(null, "PATCH", $"/accounts/{id}", new { metadata = new { team = "sales" } });
        Assert.Equal("""{"team":"sales"}""", changed.Body!["metadata"]!.ToJsonString());
        Assert.Equal("crm-kept", changed.Body["externalId"]!.ToString());

        Assert.Null((await Calls.SendAsync(null, "PATCH", $"/accounts/{id}", new { externalId = (string?)null })).Body!["externalId"]);
        Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(null, "POST", "/accounts", Make("crm-kept"))).Status);
    }

    [Fact]
    public async Task External_id_of_another_account_is_409_and_changes_nothing()
    {
        await CreateAsync("crm-taken");
        var other = await CreateAsync("crm-other");

        var created = await Calls.SendAsync(null, "POST", "/accounts", Make("crm-taken"));
        var changed = await Calls.SendAsync(null, "PATCH", $"/accounts/{other}", new { name = "Renamed", externalId = "crm-taken" });

        Assert.Equal((HttpStatusCode.Conflict, "Another account has the external id 'crm-taken'."), (created.Status, created.Detail));
        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (changed.Status, changed.Code));
        Assert.Equal(("Somebody", 1), ((await ShowAsync(other))["name"]!.ToString(), (int)(await ShowAsync(other))["version"]!));
    }

    [Fact]
    public async Task External_id_that_many_want_at_once_is_of_one()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Calls.SendAsync(null, "POST", "/accounts", Make("crm-raced"))));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(5, replies.Count(reply => reply.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Accounts_are_found_by_external_id_and_metadata()
    {
        var id = await CreateAsync("crm-found", new { line = "4711", site = "oslo" });

        foreach (var filter in new[] { "externalId=crm-found", "metadata.line=4711", "metadata.line=4711&metadata.site=oslo&api=lintel" })
        {
            Assert.Equal(id, Assert.Single(await ListAsync(filter))!["id"]!.ToString());
        }

        string[] without = ["externalId=CRM-FOUND", "externalId=crm-found&api=pixel", "metadata.line=4712", "metadata.line=4711&metadata.site=bergen"];
        foreach (var filter in without)
        {
            Assert.Empty(await ListAsync(filter));
        }
    }

    [Fact]
    public async Task External_ids_and_metadata_out_of_bounds_name_their_fields()
    {
        var many = Enumerable.Range(0, 51).ToDictionary(i => $"m{i}", _ => "x");
        foreach (var (body, field) in new (object, string)[]
        {
            (Make("with space"), "externalId"), (Make("käufer"), "externalId"), (Make(string.Empty), "externalId"), (Make(new string('x', 129)), "externalId"),
            (Make(null, many), "metadata"), (Make(null, new Dictionary<string, string> { [new string('m', 41)] = "x" }), "metadata"),
            (Make(null, new Dictionary<string, int> { ["m"] = 1 }), "metadata.m"),
        })
        {
            var refused = await Calls.SendAsync(null, "POST", "/accounts", body);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Equal(field, refused.Body!["errors"]![0]!["field"]!.ToString());
        }
    }

    private static object Make(string? externalId, object? metadata = null) => metadata is null
        ? new { api = "lintel", name = "Somebody", externalId }
        : new { api = "lintel", name = "Somebody", externalId, metadata };

    private async Task<string> CreateAsync(string externalId, object? metadata = null) =>
        (await Calls.SendAsync(null, "POST", "/accounts", Make(externalId, metadata))).Body!["id"]!.ToString();

    private async Task<JsonNode> ShowAsync(string id) => (await Calls.SendAsync(null, "GET", $"/accounts/{id}")).Body!;

    private async Task<JsonArray> ListAsync(string filter) => (await Calls.SendAsync(null, "GET", $"/accounts?{filter}")).Body!["data"]!.AsArray();
}
