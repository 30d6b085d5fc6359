using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Door;

namespace Lintel.HttpTests.Tokens;

/// <summary>The management API under a contract that takes access tokens too: who asks, and what they may.</summary>
public sealed class ManagementTokenTests : IAsyncLifetime
{
    private TokenIssuer _issuer = null!;
    private TokenHost _host = null!;
    private string _account = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _host = await TokenHost.StartAsync(_issuer, management: text => text.Replace(
            "order: [credential",
            $$"""
              - kind: jwt
                issuer: {{TokenIssuer.Name}}
                audience: management
                keys: {{_issuer.Address}}
                claims: { account: lintel_account }
            order: [credential
            """,
            StringComparison.Ordinal));
        (_account, _) = await TestKeys.IssueAsync(_host.Services, "lintel");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Change_by_a_token_is_audited_with_its_person()
    {
        Assert.Equal(201, (await IssueAsync("ada")).Status);

        var audit = await _host.SendAsync("GET", "/lintel/v1/audit", [("Authorization", $"Bearer {_host.ManagementKey}")]);
        var entry = Assert.Single(JsonNode.Parse(audit.Body)!["data"]!.AsArray())!;
        Assert.Equal((null, "ada", _account), (entry["keyId"], entry["userId"]!.ToString(), entry["accountId"]!.ToString()));
    }

    [Fact]
    public async Task Answer_for_one_person_is_not_replayed_to_another()
    {
        var ada = await IssueAsync("ada");
        var brook = await IssueAsync("brook");

        Assert.Equal((201, 201), (ada.Status, brook.Status));
        Assert.Equal(ada.Secret, (await IssueAsync("ada")).Secret);
        Assert.NotEqual(ada.Secret, brook.Secret);
    }

    [Fact]
    public async Task Tokens_of_the_management_API_are_revoked_by_its_operators_alone()
    {
        var (_, operators) = await TestKeys.IssueAsync(_host.Services, "lintel", "keys:write", "operators:write");
        var body = new { issuer = TokenIssuer.Name, subject = "ada" };

        Assert.Equal(403, (await _host.RevokeAsync(body)).Status);
        Assert.Equal(201, (await IssueAsync("ada")).Status);
        Assert.Equal(200, (await _host.RevokeAsync(body, operators)).Status);
        Assert.Equal(401, (await IssueAsync("ada")).Status);
    }

    [Fact]
    public async Task Scope_of_a_token_makes_nobody_an_operator()
    {
        var answer = await SendAsync("ada", "/lintel/v1/keys", new { accountId = _account, name = "k", scopes = new[] { "keys:write" } });

        Assert.Equal(403, answer.Status);
    }

    private async Task<(int Status, string? Secret)> IssueAsync(string person)
    {
        var answer = await SendAsync(person, "/lintel/v1/keys", new { accountId = _host.AccountId, name = "k" });
        return (answer.Status, JsonNode.Parse(answer.Body)?["secret"]?.ToString());
    }

    private Task<Guest.GuestAnswer> SendAsync(string person, string path, object body)
    {
        var token = _host.Token(
            claims =>
            {
                claims["aud"] = "management";
                claims["lintel_account"] = _account;
                claims["scope"] = "keys:write operators:write";
            },
            person);
        return _host.SendAsync("POST", path, [("Authorization", $"Bearer {token}"), ("Idempotency-Key", "same")], JsonContent.Create(body));
    }
}
