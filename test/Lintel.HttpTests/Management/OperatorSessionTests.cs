using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Keys;
using Lintel.Management.Operators;
using Lintel.Operators;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>A session does no more than the key that it was begun with, and ends with it; operators end their own.</summary>
public sealed class OperatorSessionTests(SharedHost shared)
{
    private OperatorCalls Calls => new(shared.Host);

    [Theory]
    [InlineData("DELETE", "/operators/{operator}/tokens/{key}", null)]
    [InlineData("DELETE", "/keys/{key}", null)]
    [InlineData("POST", "/keys/{key}/revoke", null)]
    [InlineData("POST", "/keys/{key}/disable", null)]
    [InlineData("PATCH", "/keys/{key}", """{"addresses":["192.0.2.0/24"]}""")]
    [InlineData("POST", "/keys/{key}/rotate", """{"overlapSeconds":0}""")]
    public async Task Session_ends_with_the_key_that_it_was_begun_with(string method, string path, string? body)
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var token = await IssueAsync(ada);
        var (session, standing) = (await SessionAsync(token.Secret), await Calls.SignInAsync(ada));
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(session));

        var ended = await Calls.SendAsync(
            null,
            method,
            path.Replace("{operator}", ada.Id, StringComparison.Ordinal).Replace("{key}", token.Id, StringComparison.Ordinal),
            body is null ? null : JsonNode.Parse(body));

        Assert.InRange((int)ended.Status, 200, 201);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await Calls.StatusWith(session), await Calls.StatusWith(standing)));
    }

    [Fact]
    public async Task Session_has_the_scopes_that_its_key_has_now()
    {
        var ada = await Calls.AddAsync(OperatorRole.Editor);
        var token = await IssueAsync(ada);
        var session = await SessionAsync(token.Secret);
        await Calls.SendAsync(null, "PATCH", $"/keys/{token.Id}", new { scopes = new[] { "accounts:read" } });

        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(session));
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(session, "GET", "/audit")).Status);
    }

    [Fact]
    public async Task Session_of_a_key_that_ends_makes_nothing_that_outlasts_it()
    {
        var ada = await Calls.AddAsync(OperatorRole.Owner);
        var end = shared.Host.Clock.GetUtcNow().AddHours(1);
        var token = await IssueAsync(ada, end);
        var session = await SessionAsync(token.Secret);
        var key = new { accountId = OperatorService.AccountId, name = "k", scopes = new[] { "keys:read" } };
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("POST", $"/operators/{ada.Id}/tokens", new { name = "longer", scopes = new[] { "keys:read" } }),
            ("POST", "/keys", key),
            ("PATCH", $"/keys/{token.Id}", new { expiresAt = end.AddDays(1) }),
            ("POST", $"/operators/{ada.Id}/sign-in-link", null),
        })
        {
            var refused = await Calls.SendAsync(session, method, path, body);
            Assert.True((refused.Status, refused.Code) == (HttpStatusCode.Forbidden, "permission_denied"), $"{method} {path}: {refused.Status}");
        }
    }

    [Fact]
    public async Task Operators_list_and_end_their_own_sessions_and_those_of_others_with_the_right_to_change_them()
    {
        var (ada, bob) = (await Calls.AddAsync(OperatorRole.Viewer), await Calls.AddAsync(OperatorRole.Viewer));
        var token = await IssueAsync(ada);
        var (first, second, other) = (await SessionAsync(token.Secret), await Calls.SignInAsync(ada), await Calls.SignInAsync(bob));
        var path = $"/operators/{ada.Id}/sessions";

        foreach (var (method, theirs) in new[] { ("GET", path), ("DELETE", path), ("DELETE", $"{path}/ses_none"), ("GET", $"/users/{ada.Id}/sessions") })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(other, method, theirs)).Status);
        }

        var listed = (await Calls.SendAsync(second, "GET", path)).Body!["data"]!.AsArray();
        Assert.Equal(2, listed.Count);
        var begunWith = Assert.Single(listed, session => (string?)session!["keyId"] == token.Id)!;
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(other, "DELETE", $"/operators/{bob.Id}/sessions/{begunWith["id"]}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(second, "DELETE", $"{path}/{begunWith["id"]}")).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await Calls.StatusWith(first), await Calls.StatusWith(second)));
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "DELETE", path)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await Calls.StatusWith(second), await Calls.StatusWith(other)));
    }

    [Fact]
    public async Task Tokens_of_other_operators_are_for_those_alone_who_may_change_operators()
    {
        var (ada, bob) = (await Calls.AddAsync(OperatorRole.Support), await Calls.AddAsync(OperatorRole.Viewer));
        var (own, other) = (await IssueAsync(ada), await IssueAsync(bob));

        Assert.Equal([own.Id], await ListedAsync(own.Secret, own.Id, other.Id));
        Assert.Equal([own.Id, other.Id], await ListedAsync(null, own.Id, other.Id));
        var decided = new { api = "lintel", method = "GET", path = "/lintel/v1/keys", keyId = other.Id };
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(own.Secret, "GET", $"/keys/{other.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(own.Secret, "POST", "/keys/find", new { key = other.Secret })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(own.Secret, "POST", "/decide", decided)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(own.Secret, "GET", $"/keys/{own.Id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "POST", "/decide", decided)).Status);
    }

    [Fact]
    public async Task Tokens_that_are_made_at_once_are_no_more_than_there_may_be()
    {
        var ada = await Calls.AddAsync(OperatorRole.Viewer);
        var keys = shared.Host.Services.GetRequiredService<KeyService>();
        for (var i = 0; i < 49; i++)
        {
            // Not by requests, which the tests of this process have only so many of.
            await PersonalTokens.IssueAsync(keys, ada.Id, new NewToken("some", ["keys:read"], ExpiresAt: null), TestContext.Current.CancellationToken);
        }

        var path = $"/operators/{ada.Id}/tokens";
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Calls.SendAsync(null, "POST", path, new { name = "some", scopes = new[] { "keys:read" } })));

        Assert.InRange(replies.Count(reply => reply.Status == HttpStatusCode.Created), 0, 1);
        var query = new KeyQuery(OperatorService.AccountId, OperatorService.Api, After: null, 200) { OperatorId = ada.Id };
        Assert.InRange((await shared.Host.Services.GetRequiredService<IKeyStore>().ListAsync(query, TestContext.Current.CancellationToken)).Count, 49, 50);
        await Calls.SendAsync(null, "DELETE", $"/operators/{ada.Id}");
        Assert.All(replies, reply => Assert.True(reply.Status is HttpStatusCode.Created or HttpStatusCode.Conflict));
    }

    private async Task<string[]> ListedAsync(string? token, params string[] of)
    {
        var (ids, cursor) = (new List<string>(), string.Empty);
        while (cursor is not null)
        {
            var page = await Calls.SendAsync(
                token, "GET", $"/keys?accountId={OperatorService.AccountId}&limit=200{(cursor.Length == 0 ? null : $"&cursor={cursor}")}");
            ids.AddRange(page.Body!["data"]!.AsArray().Select(key => (string)key!["id"]!));
            cursor = (string?)page.Body["cursor"];
        }

        return [.. of.Where(ids.Contains)];
    }

    /// <summary>Makes a personal token with all that the role has.</summary>
    private async Task<(string Id, string Secret)> IssueAsync(Operator of, DateTimeOffset? expiresAt = null)
    {
        var scopes = new OperatorRights(Contracts.Contract.Default.Scopes).ScopesOf(of.Role);
        var issued = await Calls.SendAsync(null, "POST", $"/operators/{of.Id}/tokens", new { name = "all", scopes, expiresAt });
        return ((string)issued.Body!["token"]!["id"]!, issued.Secret);
    }

    private async Task<string> SessionAsync(string token) => (string)(await Calls.PostAsync(token)).Body!["token"]!;
}
