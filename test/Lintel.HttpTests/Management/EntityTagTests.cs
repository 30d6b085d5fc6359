using System.Net;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Otp;

namespace Lintel.HttpTests.Management;

/// <summary>Changes with If-Match are made to the state of a record that they name, and to no other.</summary>
public sealed class EntityTagTests(SharedHost shared)
{
    private ManagementCalls Calls => new(shared.Host);

    [Fact]
    public async Task Answers_about_accounts_keys_and_operators_tell_the_tag_which_changes_with_the_record()
    {
        var account = await Calls.SendAsync(null, "POST", "/accounts", new { api = "lintel", name = "Tagged" });
        var path = $"/accounts/{account.Body!["id"]}";
        Assert.Equal(("\"1\"", "\"1\""), (account.EntityTag, (await Calls.SendAsync(null, "GET", path)).EntityTag));
        Assert.Equal("\"2\"", (await Calls.SendAsync(null, "PATCH", path, new { name = "Renamed" })).EntityTag);
        Assert.Equal("\"3\"", (await Calls.SendAsync(null, "POST", $"{path}/suspend")).EntityTag);

        var key = await Calls.SendAsync(null, "POST", "/keys", new { accountId = account.Body["id"]!.ToString(), name = "k" });
        Assert.Equal(("\"1\"", "\"1\""), (key.EntityTag, (await Calls.SendAsync(null, "GET", $"/keys/{key.KeyId}")).EntityTag));
        Assert.Equal("\"2\"", (await Calls.SendAsync(null, "POST", $"/keys/{key.KeyId}/rotate", new { })).EntityTag);
        Assert.Null((await Calls.SendAsync(null, "DELETE", $"/keys/{key.KeyId}")).EntityTag);

        var added = await Calls.SendAsync(null, "POST", "/operators", new { login = "tagged@brook.example", name = "Tagged", role = "viewer" });
        Assert.Equal("\"1\"", (await Calls.SendAsync(null, "GET", $"/operators/{added.Body!["id"]}")).EntityTag);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "DELETE", $"/operators/{added.Body["id"]}", ifMatch: "\"1\"")).Status);
    }

    [Theory]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/disable")]
    [InlineData("POST", "/revoke")]
    [InlineData("POST", "/rotate")]
    [InlineData("POST", "/end-old-secrets")]
    public async Task Change_of_a_key_that_somebody_else_has_changed_is_412(string method, string verb)
    {
        var (id, _) = await Calls.IssueAsync();
        await Calls.SendAsync(null, "PATCH", $"/keys/{id}", new { name = "theirs" }, ifMatch: "\"1\"");

        var body = method == "PATCH" ? (object)new { name = "mine" } : verb is "/rotate" or "/end-old-secrets" ? new { } : null;
        var refused = await Calls.SendAsync(null, method, $"/keys/{id}{verb}", body, ifMatch: "\"1\"");

        Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition_failed"), (refused.Status, refused.Code));
        var key = (await Calls.SendAsync(null, "GET", $"/keys/{id}")).Body!;
        Assert.Equal(("theirs", "active", 2), (key["name"]!.ToString(), key["state"]!.ToString(), (int)key["version"]!));
    }

    [Theory]
    [InlineData("\"2\"", 200)]
    [InlineData("\"1\", \"2\"", 200)]
    [InlineData("*", 200)]
    [InlineData("\"1\"", 412)]
    [InlineData("W/\"2\"", 412)]
    [InlineData("2", 412)]
    [InlineData("", 412)]
    public async Task Tags_are_compared_strongly_and_any_of_a_list_will_do(string ifMatch, int status)
    {
        var id = await Calls.NewAccountAsync();
        await Calls.SendAsync(null, "PATCH", $"/accounts/{id}", new { name = "Second" });

        Assert.Equal(status, (int)(await Calls.SendAsync(null, "PATCH", $"/accounts/{id}", new { name = "Third" }, ifMatch: ifMatch)).Status);
    }

    [Fact]
    public async Task Version_of_the_body_is_409_as_before_and_a_record_that_is_missing_404()
    {
        var id = await Calls.NewAccountAsync();

        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "PATCH", $"/accounts/{id}", new { name = "A", version = 2 }, ifMatch: "*")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(null, "PATCH", "/accounts/acct_none", new { name = "A" }, ifMatch: "*")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(null, "DELETE", "/keys/key_none", ifMatch: "\"1\"")).Status);
    }

    [Fact]
    public async Task Repeated_change_is_answered_as_the_first_was_with_its_tag()
    {
        var id = await Calls.NewAccountAsync();
        var first = await Calls.SendAsync(null, "PATCH", $"/accounts/{id}", new { name = "Once" }, $"once-{id}", "\"1\"");
        var again = await Calls.SendAsync(null, "PATCH", $"/accounts/{id}", new { name = "Once" }, $"once-{id}", "\"1\"");

        Assert.Equal((HttpStatusCode.OK, "\"2\""), (first.Status, first.EntityTag));
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (again.Status, again.EntityTag));
    }

    [Theory]
    [InlineData("/accounts")]
    [InlineData("/keys")]
    [InlineData("/operators")]
    public async Task Of_many_with_one_tag_one_is_let_through(string collection)
    {
        var id = collection switch
        {
            "/accounts" => await Calls.NewAccountAsync(),
            "/keys" => (await Calls.IssueAsync()).Id,
            _ => (await shared.Host.ManageAsync("POST", collection, new { login = "raced@brook.example", name = "Raced", role = "viewer" }))["id"]!.ToString(),
        };

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Calls.SendAsync(null, "PATCH", $"{collection}/{id}", new { name = $"by {i}" }, ifMatch: "\"1\"")));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(7, replies.Count(reply => reply.Status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task Application_of_otp_is_changed_and_deleted_as_it_was_seen()
    {
        var (id, _) = await shared.Host.NewApplicationAsync();
        var path = $"/otp/applications/{id}";
        var seen = (await Calls.SendAsync(null, "GET", path)).EntityTag;

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Calls.SendAsync(null, "PATCH", path, new { name = $"by {i}" }, ifMatch: seen)));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(3, replies.Count(reply => reply.Code == "precondition_failed"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Calls.SendAsync(null, "DELETE", path, ifMatch: seen)).Status);

        var changed = replies.Single(reply => reply.Status == HttpStatusCode.OK).EntityTag;
        Assert.Equal(changed, (await Calls.SendAsync(null, "GET", path)).EntityTag);
        Assert.Equal(HttpStatusCode.NoContent, (await Calls.SendAsync(null, "DELETE", path, ifMatch: changed)).Status);
    }
}
