using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Operators;

namespace Lintel.HttpTests.Management;

/// <summary>Operators are added, changed and removed by the management API, and have personal tokens.</summary>
public sealed class OperatorTests(SharedHost shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private OperatorCalls Calls => new(shared.Host);

    [Fact]
    public async Task Operator_is_added_shown_listed_changed_and_removed()
    {
        var login = NewLogin();
        var added = await Calls.SendAsync(null, "POST", "/operators", new { login = login.ToUpperInvariant(), name = "Ada", role = "viewer" });
        var id = (string?)added.Body!["id"];
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal(
            ["id", "login", "name", "role", "createdAt", "disabledAt", "signedInAt", "version"],
            added.Body.AsObject().Select(member => member.Key));
        Assert.Equal((login, "viewer"), ((string?)added.Body["login"], (string?)added.Body["role"]));
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "POST", "/operators", new { login, name = "Eve", role = "viewer" })).Status);

        var changed = await Calls.SendAsync(null, "PATCH", $"/operators/{id}", new { role = "support", name = "Ada L", version = 1 });
        Assert.Equal(("support", "Ada L", 2), ((string?)changed.Body!["role"], (string?)changed.Body["name"], (int)changed.Body["version"]!));
        Assert.NotNull(changed.Body["receipt"]);
        var stale = await Calls.SendAsync(null, "PATCH", $"/operators/{id}", new { role = "owner", version = 1 });
        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (stale.Status, stale.Code));
        Assert.Equal("support", (string?)(await Calls.SendAsync(null, "GET", $"/operators/{id}")).Body!["role"]);
        Assert.Contains((await ListAsync()), listed => listed == id);

        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "DELETE", $"/operators/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(null, "GET", $"/operators/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(null, "DELETE", $"/operators/{id}")).Status);
    }

    [Fact]
    public async Task Login_of_another_operator_is_not_taken_over()
    {
        var (ada, bob) = (await Calls.AddAsync(OperatorRole.Viewer), await Calls.AddAsync(OperatorRole.Viewer));
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "PATCH", $"/operators/{bob.Id}", new { login = ada.Login })).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "PATCH", $"/operators/{bob.Id}", new { login = bob.Login })).Status);
    }

    [Fact]
    public async Task Nobody_appoints_an_operator_who_has_more_than_they_have_themselves()
    {
        var owner = await Calls.AddAsync(OperatorRole.Owner);
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var narrow = await IssueAsync(owner, "operators:write", "accounts:read");

        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("POST", "/operators", new { login = NewLogin(), name = "Eve", role = "owner" }),
            ("PATCH", $"/operators/{ada.Id}", new { role = "owner" }),
            ("PATCH", $"/operators/{owner.Id}", new { role = "viewer" }),
            ("PATCH", $"/operators/{owner.Id}", new { disabled = true }),
            ("DELETE", $"/operators/{owner.Id}", null),
            ("POST", $"/operators/{owner.Id}/sign-in-link", null),
            ("POST", $"/operators/{owner.Id}/tokens", new { name = "wider", scopes = new[] { "audit:read" } }),
        })
        {
            var reply = await Calls.SendAsync(narrow, method, path, body);
            Assert.True((reply.Status, reply.Code) == (HttpStatusCode.Forbidden, "insufficient_scope"), $"{method} {path}: {reply.Status}");
        }

        Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(null, "POST", $"/operators/{owner.Id}/sign-in-link")).Status);
    }

    [Fact]
    public async Task Personal_token_does_what_it_and_the_present_role_may()
    {
        var ada = await Calls.AddAsync(OperatorRole.Editor);
        var token = await IssueAsync(ada, "accounts:write");
        Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(token, "POST", "/accounts", new { api = "pixel", name = "Theirs" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(token, "GET", "/keys")).Status);

        await Calls.SendAsync(null, "PATCH", $"/operators/{ada.Id}", new { role = "viewer" });
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(token, "POST", "/accounts", new { api = "pixel", name = "Theirs" })).Status);
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(token));
        var own = await Calls.SendAsync(token, "GET", "/operators/me");
        Assert.Equal(["accounts:read"], own.Body!["scopes"]!.AsArray().Select(scope => (string?)scope));

        await Calls.SendAsync(null, "PATCH", $"/operators/{ada.Id}", new { disabled = true });
        var disabled = await Calls.SendAsync(token, "GET", "/accounts");
        Assert.Equal((HttpStatusCode.Unauthorized, "credential_disabled"), (disabled.Status, disabled.Code));
        await Calls.SendAsync(null, "PATCH", $"/operators/{ada.Id}", new { disabled = false });
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(token));

        await Calls.SendAsync(null, "DELETE", $"/operators/{ada.Id}");
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(token));
    }

    [Fact]
    public async Task Personal_token_ends_itself_and_none_that_may_do_more()
    {
        var ada = await Calls.AddAsync(OperatorRole.Editor);
        await IssueAsync(ada, "keys:write");
        var narrow = await IssueAsync(ada, "requests:read");
        var listed = (await Calls.SendAsync(await Calls.SignInAsync(ada), "GET", $"/operators/{ada.Id}/tokens")).Body!["data"]!.AsArray();
        string IdOf(string scope) => (string)listed.Single(token => (string?)token!["scopes"]![0] == scope)!["id"]!;

        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(narrow, "DELETE", $"/operators/{ada.Id}/tokens/{IdOf("keys:write")}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(narrow, "DELETE", $"/operators/{ada.Id}/tokens/{IdOf("requests:read")}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(narrow));
    }

    [Fact]
    public async Task Personal_tokens_are_ones_own_with_any_role()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var other = await Calls.AddAsync(OperatorRole.Viewer);
        var session = await Calls.SignInAsync(ada);

        var issued = await Calls.SendAsync(session, "POST", $"/operators/{ada.Id}/tokens", new { name = "laptop", scopes = new[] { "keys:read" } });
        Assert.Equal(HttpStatusCode.Created, issued.Status);
        var listed = await Calls.SendAsync(session, "GET", $"/operators/{ada.Id}/tokens");
        var shown = Assert.Single(listed.Body!["data"]!.AsArray())!;
        Assert.Equal(["id", "operatorId", "name", "scopes", "expiresAt", "hint", "createdAt"], shown.AsObject().Select(member => member.Key));
        Assert.DoesNotContain(issued.Secret, listed.Body.ToJsonString(), StringComparison.Ordinal);

        // Beyond one's role, for others, and of others.
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("POST", $"/operators/{ada.Id}/tokens", new { name = "wider", scopes = new[] { "keys:write" } }),
            ("POST", $"/operators/{other.Id}/tokens", new { name = "theirs", scopes = new[] { "keys:read" } }),
            ("GET", $"/operators/{other.Id}/tokens", null),
            ("DELETE", $"/operators/{other.Id}/tokens/key_none", null),
        })
        {
            var reply = await Calls.SendAsync(session, method, path, body);
            Assert.True((reply.Status, reply.Code) == (HttpStatusCode.Forbidden, "insufficient_scope"), $"{method} {path}: {reply.Status}");
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(null, "DELETE", $"/operators/{other.Id}/tokens/{shown["id"]}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(session, "DELETE", $"/operators/{ada.Id}/tokens/{shown["id"]}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(issued.Secret));
        Assert.Empty((await Calls.SendAsync(session, "GET", $"/operators/{ada.Id}/tokens")).Body!["data"]!.AsArray());
    }

    [Fact]
    public async Task Personal_token_makes_no_other_credential_and_neither_does_a_session_begun_with_it()
    {
        var ada = await Calls.AddAsync(OperatorRole.Owner);
        var scopes = (await Calls.SendAsync(await Calls.SignInAsync(ada), "GET", "/operators/me")).Body!["scopes"]!.AsArray();
        var token = await IssueAsync(ada, [.. scopes.Select(scope => (string)scope!)]);
        var other = await Calls.SendAsync(null, "POST", $"/operators/{ada.Id}/tokens", new { name = "other", scopes = new[] { "keys:read" } });
        var session = (string)(await Calls.PostAsync(token)).Body!["token"]!;
        var tokens = $"/operators/{ada.Id}/tokens";
        var narrowed = new
        {
            accountId = OperatorService.AccountId,
            name = "narrow",
            scopes = new[] { "keys:read", "audit:read" },
            addresses = new[] { "10.0.0.0/8" },
            expiresAt = shared.Host.Clock.GetUtcNow().AddDays(1),
        };
        var narrow = (await Calls.SendAsync(null, "POST", "/keys", narrowed)).Body!["key"]!["id"];

        foreach (var credential in new[] { token, session })
        {
            foreach (var (method, path, body) in new (string, string, object?)[]
            {
                ("POST", tokens, new { name = "more", scopes = new[] { "keys:read" } }),
                ("POST", "/keys", new { accountId = OperatorService.AccountId, name = "more", scopes = new[] { "keys:read" } }),
                ("POST", $"/keys/{other.Body!["token"]!["id"]}/rotate", new { }),
                ("POST", $"/operators/{ada.Id}/sign-in-link", null),
                ("PATCH", $"/keys/{narrow}", new { scopes = new[] { "keys:read", "keys:write" } }),
                ("PATCH", $"/keys/{narrow}", new { expiresAt = (string?)null }),
                ("PATCH", $"/keys/{narrow}", new { addresses = Array.Empty<string>() }),
            })
            {
                var reply = await Calls.SendAsync(credential, method, path, body);
                Assert.True((reply.Status, reply.Code) == (HttpStatusCode.Forbidden, "permission_denied"), $"{method} {path}: {reply.Status}");
            }

            var key = new { accountId = "acct_pixel_main", name = "of a customer" };
            Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(credential, "POST", "/keys", key)).Status);
            var narrower = new { name = "narrower", scopes = new[] { "keys:read" } };
            Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(credential, "PATCH", $"/keys/{narrow}", narrower)).Status);
        }

        var bySession = await Calls.SendAsync(await Calls.SignInAsync(ada), "POST", tokens, new { name = "more", scopes = new[] { "keys:read" } });
        Assert.Equal(HttpStatusCode.Created, bySession.Status);
    }

    [Fact]
    public async Task Personal_token_signs_in_where_it_may_do_all_that_the_role_may_and_no_longer_than_it_lasts()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var own = await Calls.SendAsync(await Calls.SignInAsync(ada), "GET", "/operators/me");
        var all = own.Body!["scopes"]!.AsArray().Select(scope => (string)scope!).ToArray();
        var end = shared.Host.Clock.GetUtcNow().AddHours(1);
        var full = await Calls.SendAsync(null, "POST", $"/operators/{ada.Id}/tokens", new { name = "all", scopes = all, expiresAt = end });

        var signedIn = await Calls.PostAsync(full.Secret);
        Assert.Equal((HttpStatusCode.Created, ada.Id), (signedIn.Status, (string?)signedIn.Body!["operator"]!["id"]));
        Assert.Equal(end, (DateTimeOffset)signedIn.Body["expiresAt"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Calls.PostAsync(await IssueAsync(ada, all[1..]))).Status);
    }

    [Fact]
    public async Task Audit_log_names_the_operator_of_a_personal_token()
    {
        var ada = await Calls.AddAsync(OperatorRole.Editor);
        var token = await IssueAsync(ada, "accounts:write");
        var account = await Calls.SendAsync(token, "POST", "/accounts", new { api = "pixel", name = "Theirs" });

        var entry = (await shared.Host.ManageAsync("GET", $"/audit?target={account.Body!["id"]}"))["data"]![0]!;
        Assert.Equal(ada.Id, (string?)entry["userId"]);
        Assert.StartsWith("key_", (string?)entry["keyId"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer", 403)]
    [InlineData("editor", 201)]
    [InlineData("owner", 201)]
    public async Task Demo_has_an_operator_of_each_role(string role, int status)
    {
        var reply = await Calls.SendAsync(shared.Host.DemoText($"operators.{role}"), "POST", "/accounts", new { api = "pixel", name = "Theirs" });
        Assert.Equal(status, (int)reply.Status);
    }

    [Fact]
    public async Task Edited_personal_token_has_no_more_than_the_role_of_its_operator()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var issued = await Calls.SendAsync(null, "POST", $"/operators/{ada.Id}/tokens", new { name = "some", scopes = new[] { "keys:read" } });
        var path = $"/keys/{issued.Body!["token"]!["id"]}";

        var wider = await Calls.SendAsync(null, "PATCH", path, new { scopes = new[] { "keys:read", "accounts:write" } });
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (wider.Status, wider.Code));
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "PATCH", path, new { scopes = new[] { "requests:read" } })).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Remedy_for_what_the_role_lacks_is_another_role_and_makes_the_request_pass(bool withToken)
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var caller = withToken ? await IssueAsync(ada, "accounts:read") : await Calls.SignInAsync(ada);
        var refused = await Calls.SendAsync(caller, "GET", "/audit");
        var remedy = await RemedyAsync(refused);
        Assert.Equal($"/lintel/v1/operators/{ada.Id}", (string?)remedy["action"]!["path"]);
        Assert.Equal("support", (string?)remedy["action"]!["body"]!["role"]);
        Assert.StartsWith($"Give operator {ada.Id} a role that has the scope audit:read: support.", (string?)remedy["text"], StringComparison.Ordinal);

        await Calls.SendAsync(null, "PATCH", $"/operators/{ada.Id}", remedy["action"]!["body"]);
        var again = await Calls.SendAsync(caller, "GET", "/audit");
        Assert.Equal(withToken ? HttpStatusCode.Forbidden : HttpStatusCode.OK, again.Status);
        if (withToken)
        {
            // Now the token alone lacks it.
            remedy = await RemedyAsync(again);
            await Calls.SendAsync(null, "PATCH", ((string)remedy["action"]!["path"]!)["/lintel/v1".Length..], remedy["action"]!["body"]);
            Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(caller, "GET", "/audit")).Status);
        }
    }

    [Fact]
    public async Task Remedy_for_the_token_of_an_operator_who_is_disabled_enables_them()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var token = await IssueAsync(ada, "accounts:read");
        await Calls.SendAsync(null, "PATCH", $"/operators/{ada.Id}", new { disabled = true });
        var remedy = await RemedyAsync(await Calls.SendAsync(token, "GET", "/accounts"));

        Assert.Equal($"/lintel/v1/operators/{ada.Id}", (string?)remedy["action"]!["path"]);
        await Calls.SendAsync(null, "PATCH", $"/operators/{ada.Id}", remedy["action"]!["body"]);
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(token));
    }

    [Fact]
    public async Task Remedy_for_a_personal_token_that_was_revoked_is_another_one()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var issued = await Calls.SendAsync(null, "POST", $"/operators/{ada.Id}/tokens", new { name = "some", scopes = new[] { "keys:read" } });
        await Calls.SendAsync(null, "POST", $"/keys/{issued.Body!["token"]!["id"]}/revoke");
        var action = (await RemedyAsync(await Calls.SendAsync(issued.Secret, "GET", "/keys")))["action"]!;

        var other = await Calls.SendAsync(null, (string)action["method"]!, ((string)action["path"]!)["/lintel/v1".Length..], action["body"]);
        Assert.Equal(ada.Id, (string?)other.Body!["token"]!["operatorId"]);
    }

    private async Task<JsonNode> RemedyAsync(ManagementReply refused)
    {
        var id = refused.Headers.GetValues("X-Request-Id").Single();
        return (await shared.Host.ManageAsync("GET", $"/requests/{id}/explain"))["data"]!["remedy"]!;
    }

    private static string NewLogin() => $"{RandomNumberGenerator.GetHexString(16, lowercase: true)}@example.test";

    private async Task<IReadOnlyList<string?>> ListAsync()
    {
        var (ids, cursor) = (new List<string?>(), string.Empty);
        while (cursor is not null)
        {
            var page = await shared.Host.ManageAsync("GET", $"/operators?limit=20{(cursor.Length == 0 ? string.Empty : $"&cursor={cursor}")}");
            ids.AddRange(page["data"]!.AsArray().Select(listed => (string?)listed!["id"]));
            cursor = (string?)page["cursor"];
        }

        return ids;
    }

    private async Task<string> IssueAsync(Operator of, params string[] scopes) =>
        (await Calls.SendAsync(null, "POST", $"/operators/{of.Id}/tokens", new { name = "some", scopes })).Secret;
}
