using System.Security.Claims;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Tokens;

/// <summary>Callers with an access token, beside those with a key.</summary>
public sealed class AccessTokenTests
{
    [Fact]
    public async Task Caller_with_a_token_has_account_scopes_and_claims()
    {
        await using var host = await TokenHost.StartAsync(endpoint: (HttpContext http, Account account, ApiKey? key) => string.Join(
            ' ',
            account.Id,
            key is null,
            http.User.FindFirstValue(ClaimTypes.NameIdentifier),
            http.User.FindFirstValue(LintelClaims.Account),
            string.Join(',', http.User.FindAll(LintelClaims.Scope).Select(claim => claim.Value)),
            http.User.FindFirstValue("client_id"),
            http.User.Identity?.AuthenticationType));

        var answer = await host.GetAsync(host.Token());

        Assert.Equal((200, $"{host.AccountId} True ada {host.AccountId} orders:read till Lintel"), (answer.Status, answer.Body));
        var entry = await host.EntryAsync();
        Assert.Equal((host.AccountId, null, """{"key":{"subject":"ada"}}"""), (entry.AccountId, entry.KeyId, entry.Compared));
    }

    [Fact]
    public async Task Key_and_token_of_one_contract_are_told_apart()
    {
        await using var host = await TokenHost.StartAsync();
        var token = host.Token();

        Assert.Equal(200, (await host.GetAsync(host.Key)).Status);
        Assert.Equal(200, (await host.GetAsync(token)).Status);
        Assert.Equal(200, (await host.SendAsync("GET", "/orders/all", [("Authorization", $"bEaReR   {token}")])).Status);
        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(host.Key + "x")));
        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync("a.b.c")));
        Assert.Equal((401, "credential_malformed"), Outcome(await host.GetAsync("eyJa.b")));
        Assert.Equal((401, "credential_missing"), Outcome(await host.GetAsync(null)));
        Assert.Equal((401, "credential_malformed"), Outcome(await host.GetAsync(string.Empty)));
        Assert.Equal((401, "credential_malformed"), Outcome(await host.SendAsync("GET", "/orders/all", [("Authorization", $"Basic {token}")])));
        Assert.Equal((401, "credential_malformed"), Outcome(await host.GetAsync($"{token}, Bearer {host.Key}")));
        Assert.Equal(
            (401, "credential_malformed"),
            Outcome(await host.SendAsync("GET", "/orders/all", [("Authorization", $"Bearer {token}"), ("Authorization", $"Bearer {token}")])));
    }

    [Fact]
    public async Task Operation_takes_the_kinds_that_it_says()
    {
        await using var host = await TokenHost.StartAsync();
        var token = host.Token();

        Assert.Equal(200, (await host.GetAsync(host.Key, "/orders/keys")).Status);
        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(token, "/orders/keys")));
        Assert.Equal(200, (await host.GetAsync(token, "/orders/tokens")).Status);
        Assert.Equal((401, "credential_malformed"), Outcome(await host.GetAsync(host.Key, "/orders/tokens")));
    }

    /// <summary>A key that is the whole value of the header has no scheme before it, and a token always has.</summary>
    [Fact]
    public async Task Key_that_is_the_whole_header_and_token_are_told_apart()
    {
        await using var host = await TokenHost.StartAsync(
            contract: text => text.Replace("kind: bearer, prefix: ord", "kind: header, header: Authorization, prefix: ord", StringComparison.Ordinal),
            withKeys: false);
        var (_, key) = await TestKeys.IssueAsync(host.Services, "orders", "orders:read");
        var token = host.Token();

        Assert.Equal(200, (await GetAsync(key)).Status);
        Assert.Equal(200, (await GetAsync($"Bearer {token}")).Status);
        Assert.Equal((401, "credential_invalid"), Outcome(await GetAsync(token)));
        Assert.Equal((401, "credential_invalid"), Outcome(await GetAsync($"Bearer {key}")));
        Assert.Equal((401, "credential_malformed"), Outcome(await GetAsync("Bearer eyJa.b")));
        Assert.Equal((401, "credential_malformed"), Outcome(await GetAsync($"{key}, Bearer {token}")));
        Assert.Equal((401, "credential_missing"), Outcome(await GetAsync(string.Empty)));
        Assert.Equal("ApiKey realm=\"orders\", Bearer realm=\"orders\"", (await host.GetAsync(null)).Headers["WWW-Authenticate"]);

        Task<GuestAnswer> GetAsync(string authorization) => host.SendAsync("GET", "/orders/all", [("Authorization", authorization)]);
    }

    [Fact]
    public async Task Contract_with_tokens_alone_takes_no_key()
    {
        await using var host = await TokenHost.StartAsync(
            contract: text => text.Replace("  - { kind: bearer, prefix: ord }\n", string.Empty, StringComparison.Ordinal),
            withKeys: false);

        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        Assert.Equal((401, "credential_malformed"), Outcome(await host.GetAsync("ord_live_nobodys")));
        Assert.Equal((401, "credential_malformed"), Outcome(await host.GetAsync(string.Empty)));
        Assert.Equal((401, "credential_missing"), Outcome(await host.GetAsync(null)));
    }

    [Fact]
    public async Task Challenge_of_keys_and_tokens_is_sent_once_and_calls_a_bad_token_invalid()
    {
        await using var host = await TokenHost.StartAsync();

        Assert.Equal("Bearer realm=\"orders\"", (await host.GetAsync(null)).Headers["WWW-Authenticate"]);
        Assert.Equal(
            "Bearer realm=\"orders\", error=\"invalid_token\"",
            (await host.GetAsync(host.Token(key: TokenIssuer.OtherRsa))).Headers["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData("""["orders:read","orders:admin"]""", "GET", 200)]
    [InlineData("\"orders:write\"", "GET", 200)]
    [InlineData("\"orders:write\"", "POST", 200)]
    [InlineData("\"orders:read\"", "POST", 403)]
    [InlineData("\"openid profile\"", "GET", 403)]
    [InlineData("\"\"", "GET", 403)]
    public async Task Scopes_of_a_token_are_those_of_the_contract(string scope, string method, int status)
    {
        await using var host = await TokenHost.StartAsync();
        var token = host.Token(claims => claims["scope"] = JsonNode.Parse(scope));

        Assert.Equal(status, (await host.SendAsync(method, "/orders/all", [("Authorization", $"Bearer {token}")])).Status);
    }

    [Theory]
    [InlineData("client_id", "\"till\"", 200)]
    [InlineData("client_id", "", 401)]
    [InlineData("client_id", "7", 401)]
    [InlineData("jti", "", 401)]
    [InlineData("sub", "", 401)]
    public async Task Profile_requires_the_claims_of_rfc_9068(string claim, string json, int status)
    {
        await using var host = await TokenHost.StartAsync(
            contract: text => text.Replace(
                "claims: { account: orders_account, others: [client_id] }",
                "profile: rfc9068\n    claims: { account: orders_account, person: oid }",
                StringComparison.Ordinal));
        var token = host.Token(claims =>
        {
            claims["oid"] = "ada";
            claims.Remove(claim);
            if (json.Length > 0)
            {
                claims[claim] = JsonNode.Parse(json);
            }
        });

        Assert.Equal(status, (await host.GetAsync(token)).Status);
    }

    /// <summary>The whole name comes first, so that no object that a token has besides can take the place of a claim.</summary>
    [Theory]
    [InlineData("""{"realm_access":{"tenant":"ACCOUNT","scopes":["orders:read"]}}""", 200)]
    [InlineData("""{"realm_access.tenant":"ACCOUNT","realm_access":{"tenant":"acct_other","scopes":["orders:read"]}}""", 200)]
    [InlineData("""{"realm_access.tenant":"acct_other","realm_access":{"tenant":"ACCOUNT","scopes":["orders:read"]}}""", 401)]
    [InlineData("""{"realm_access":{"tenant":"ACCOUNT"}}""", 403)]
    [InlineData("""{"realm_access":{"tenant":{"id":"ACCOUNT"}}}""", 401)]
    [InlineData("""{"realm_access":"ACCOUNT"}""", 401)]
    [InlineData("""{"realm_access":["tenant","ACCOUNT"]}""", 401)]
    [InlineData("{}", 401)]
    public async Task Claim_with_dots_is_a_member_of_an_object(string json, int status)
    {
        await using var host = await TokenHost.StartAsync(
            contract: text => text.Replace(
                "account: orders_account, others: [client_id]",
                "account: realm_access.tenant, scopes: realm_access.scopes",
                StringComparison.Ordinal));
        var token = host.Token(claims =>
        {
            foreach (var (name, value) in JsonNode.Parse(json.Replace("ACCOUNT", host.AccountId, StringComparison.Ordinal))!.AsObject())
            {
                claims[name] = value?.DeepClone();
            }
        });

        Assert.Equal(status, (await host.GetAsync(token)).Status);
    }

    [Fact]
    public async Task Claims_are_read_by_the_names_that_the_contract_gives()
    {
        await using var host = await TokenHost.StartAsync(contract: text => text.Replace(
            "account: orders_account, others: [client_id]",
            "account: 'https://example.com/account', scopes: scp, person: oid",
            StringComparison.Ordinal));
        var token = host.Token(claims =>
        {
            claims["https://example.com/account"] = host.AccountId;
            claims["scp"] = "orders:read";
            claims["oid"] = "brook";
        });

        Assert.Equal((200, $"{host.AccountId} brook"), (await host.GetAsync(token)) is var answer ? (answer.Status, answer.Body) : default);
        Assert.Equal((401, "credential_malformed"), Outcome(await host.GetAsync(host.Token())));
    }

    [Fact]
    public async Task Account_that_a_token_names_must_be_one_of_the_api_and_not_suspended()
    {
        await using var host = await TokenHost.StartAsync();
        var (other, _) = await TestKeys.IssueAsync(host.Services, "lintel");
        var accounts = host.Service<Lintel.Accounts.AccountService>();

        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(host.Token(claims => claims["orders_account"] = "acct_nobody"))));
        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(host.Token(claims => claims["orders_account"] = other))));
        await accounts.SuspendAsync(host.AccountId, CancellationToken.None);
        Assert.Equal((403, "permission_denied"), Outcome(await host.GetAsync(host.Token())));
    }

    [Fact]
    public async Task Limit_per_key_counts_each_person_by_themselves()
    {
        await using var host = await TokenHost.StartAsync(contract: text => text.Replace("allow: 1000", "allow: 2", StringComparison.Ordinal));

        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        Assert.Equal(200, (await host.GetAsync(host.Token(claims => claims["jti"] = "another"))).Status);
        Assert.Equal((429, "rate_limited"), Outcome(await host.GetAsync(host.Token())));
        Assert.Equal(200, (await host.GetAsync(host.Token(person: "brook"))).Status);
    }

    [Fact]
    public async Task Bad_tokens_count_as_failed_authentication_of_the_address()
    {
        await using var host = await TokenHost.StartAsync(configure: options => options.FailedAuthenticationsPerMinute = 2);
        var bad = host.Token(key: TokenIssuer.OtherRsa);

        Assert.Equal(401, (await host.GetAsync(bad)).Status);
        Assert.Equal(401, (await host.GetAsync(bad)).Status);
        Assert.Equal(429, (await host.GetAsync(bad)).Status);
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
    }

    [Fact]
    public async Task Token_is_in_no_log_and_no_answer_wherever_it_stood()
    {
        await using var host = await TokenHost.StartAsync();
        var token = host.Token();
        var signature = token.Split('.')[2];

        foreach (var (path, headers) in new (string, (string, string)[])[]
        {
            ($"/orders/{token}", [("Authorization", $"Bearer {token}")]),
            ($"/orders/all?access_token={token}", []),
            ("/orders/all", [("Authorization", $"Bearer {token}x")]),
            ("/orders/all", [("Authorization", $"Bearer {token}"), ("X-Request-Id", token)]),
            ($"/orders/{token.Replace(".", "%2E", StringComparison.Ordinal)}", []),
        })
        {
            var answer = await host.SendAsync("GET", path, headers);
            Assert.DoesNotContain(signature, answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(signature, (await host.EntryAsync()).ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(signature, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handler_that_needs_a_key_is_refused_at_start_where_tokens_come()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => TokenHost.StartAsync(endpoint: (ApiKey key) => key.Name));

        Assert.Contains("'jwt' of orders.yaml have none. Take ApiKey?", fault.ToString(), StringComparison.Ordinal);
    }

    private static (int Status, string? Code) Outcome(Guest.GuestAnswer answer) => (answer.Status, answer.Code);
}
