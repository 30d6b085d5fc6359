using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Operators;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Operators sign in by links and tokens, and do what their role says until that changes.</summary>
public sealed class OperatorSignInTests(SharedHost shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private OperatorCalls Calls => new(shared.Host);

    [Fact]
    public async Task Link_signs_in_once()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var link = await Calls.SignIn.CreateLinkAsync(ada.Id, Token);

        var first = await Calls.PostAsync(link!.Token);
        var second = await Calls.PostAsync(link.Token);

        Assert.Equal((HttpStatusCode.Created, "viewer"), (first.Status, (string?)first.Body!["operator"]!["role"]));
        Assert.StartsWith("lintelses_", (string?)first.Body["token"], StringComparison.Ordinal);
        Assert.Equal(shared.Host.Clock.GetUtcNow() + TimeSpan.FromHours(12), (DateTimeOffset)first.Body["expiresAt"]!);
        Assert.Equal((HttpStatusCode.Unauthorized, "credential_invalid"), (second.Status, second.Code));
        var own = await Calls.SendAsync((string)first.Body["token"]!, "GET", "/operators/me");
        Assert.Equal(ada.Login, (string?)own.Body!["operator"]!["login"]);
        Assert.Contains("accounts:read", own.Body["scopes"]!.AsArray().Select(scope => (string?)scope));
    }

    [Fact]
    public async Task Link_and_session_are_kept_as_digests_alone()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var link = await Calls.SignIn.CreateLinkAsync(ada.Id, Token);
        Assert.DoesNotContain(shared.Host.ReadStore("lintel.db"), text => text.Contains(link!.Token, StringComparison.Ordinal));

        var session = await Calls.SignInAsync(ada);
        Assert.DoesNotContain(shared.Host.ReadStore("lintel.db"), text => text.Contains(session, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Role_holds_on_the_very_next_request()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var session = await Calls.SignInAsync(ada);

        var refused = await Calls.SendAsync(session, "POST", "/accounts", new { api = "pixel", name = "Theirs" });
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (refused.Status, refused.Code));
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(session, "GET", "/audit")).Status);

        Assert.Equal(OperatorOutcome.Done, await Calls.Operators.ChangeAsync(ada, ada with { Role = OperatorRole.Editor }, Token));
        Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(session, "POST", "/accounts", new { api = "pixel", name = "Theirs" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(session, "GET", "/audit")).Status);

        // Whoever may not operate adds no account of the management API either.
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(session, "POST", "/accounts", new { api = "lintel", name = "Mine" })).Status);
    }

    [Fact]
    public async Task Disabled_and_removed_operators_are_out_on_the_very_next_request()
    {
        var ada = await Calls.AddAsync(OperatorRole.Owner);
        var bob = await Calls.AddAsync(OperatorRole.Owner);
        var (first, second) = (await Calls.SignInAsync(ada), await Calls.SignInAsync(bob));
        var link = await Calls.SignIn.CreateLinkAsync(ada.Id, Token);

        ada = (await shared.Host.Services.GetRequiredService<IOperatorStore>().FindAsync(ada.Id, Token))!;
        await Calls.Operators.ChangeAsync(ada, ada with { DisabledAt = shared.Host.Clock.GetUtcNow() }, Token);
        await Calls.Operators.RemoveAsync(bob, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(first));
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(second));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Calls.PostAsync(link!.Token)).Status);
        Assert.Null(await Calls.SignIn.CreateLinkAsync(ada.Id, Token));
        Assert.Null(await Calls.SignIn.CreateLinkAsync(bob.Id, Token));
    }

    [Fact]
    public async Task Operator_token_signs_in_as_the_owner_and_a_lesser_key_of_its_account_does_not()
    {
        var owner = await shared.Host.Services.GetRequiredService<IOperatorStore>().FindOwnerAsync(Token);
        var lesser = await shared.Host.ManageAsync("POST", "/keys", new { accountId = OperatorService.AccountId, name = "lesser", scopes = new[] { "keys:write" } });

        var signedIn = await Calls.PostAsync(shared.Host.OperatorToken);
        Assert.Equal((HttpStatusCode.Created, owner!.Id), (signedIn.Status, (string?)signedIn.Body!["operator"]!["id"]));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Calls.PostAsync((string)lesser["secret"]!)).Status);
    }

    [Fact]
    public async Task Session_ends_when_its_operator_signs_out()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var session = await Calls.SignInAsync(ada);

        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(session, "DELETE", "/operators/session")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(session));
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "DELETE", "/operators/session")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(null, "GET", "/operators/me")).Status);
    }

    [Fact]
    public async Task Operator_is_no_person_who_is_changed_as_others_are()
    {
        var ada = await Calls.AddAsync(OperatorRole.Owner);
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "DELETE", $"/users/{ada.Id}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "POST", $"/users/{ada.Id}/disable")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.SendAsync(null, "POST", $"/users/{ada.Id}/password", new { password = "a long password" })).Status);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await Calls.SendAsync(
                null, "POST", $"/accounts/{OperatorService.AccountId}/users", new { login = "eve@example.test", password = "a long password" })).Status);

        var session = await Calls.SignInAsync(ada);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "DELETE", $"/users/{ada.Id}/sessions")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(session));
    }

    [Fact]
    public async Task Audit_log_names_who_has_signed_in_and_what_they_did()
    {
        var ada = await Calls.AddAsync(OperatorRole.Editor);
        var session = await Calls.SignInAsync(ada);
        var account = await Calls.SendAsync(session, "POST", "/accounts", new { api = "pixel", name = "Theirs" });

        var signIns = await EntriesAsync($"operation={Uri.EscapeDataString("POST /lintel/v1/operators/sign-in")}&limit=200");
        var entry = Assert.Single(signIns, found => (string?)found["userId"] == ada.Id);
        Assert.Equal(("done", OperatorService.AccountId), ((string?)entry["outcome"], (string?)entry["accountId"]));
        Assert.StartsWith("ses_", (string?)entry["target"], StringComparison.Ordinal);
        var made = Assert.Single(await EntriesAsync($"target={account.Body!["id"]}"));
        Assert.Equal((ada.Id, null), ((string?)made["userId"], (string?)made["keyId"]));
    }

    private async Task<IReadOnlyList<JsonNode>> EntriesAsync(string query) =>
        [.. (await shared.Host.ManageAsync("GET", $"/audit?{query}"))["data"]!.AsArray().Select(entry => entry!)];
}
