using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Stores;
using Lintel.Tokens;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Tokens;

/// <summary>Revocation of access tokens before their time: on the very next request, kept, audited, and forgotten once no token can be meant.</summary>
public sealed class TokenRevocationTests
{
    [Fact]
    public async Task Token_that_is_revoked_by_its_id_is_refused_on_the_next_request_and_no_other()
    {
        await using var host = await TokenHost.StartAsync();
        var (token, other) = (host.Token(), host.Token(claims => claims["jti"] = "t-2"));
        Assert.Equal(200, (await host.GetAsync(token)).Status);

        var (status, body) = await host.RevokeAsync(new { issuer = TokenIssuer.Name, jti = "t-ada" });

        Assert.Equal((200, "t-ada", null), (status, body!["jti"]!.ToString(), body["subject"]));
        Assert.Equal((401, "token_revoked"), await OutcomeAsync(host, token));
        Assert.Equal(200, (await host.GetAsync(other)).Status);
        Assert.Contains("The token of 'ada' was revoked.", await CauseAsync(host, token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_a_person_are_refused_up_to_the_moment_and_later_ones_are_good()
    {
        await using var host = await TokenHost.StartAsync();
        var (token, brook) = (host.Token(), host.Token(person: "brook"));
        Assert.Equal(200, (await host.GetAsync(token)).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(200, (await host.RevokeAsync(new { issuer = TokenIssuer.Name, subject = "ada" })).Status);

        Assert.Equal((401, "token_revoked"), await OutcomeAsync(host, token));
        Assert.Equal((401, "token_revoked"), await OutcomeAsync(host, host.Token(claims => claims.Remove("jti"))));
        Assert.Equal(200, (await host.GetAsync(brook)).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
    }

    [Fact]
    public async Task Earlier_moment_takes_nothing_back()
    {
        await using var host = await TokenHost.StartAsync();
        var token = host.Token();
        var before = host.Clock.GetUtcNow().AddMinutes(-5);

        Assert.Equal(200, (await host.RevokeAsync(new { issuer = TokenIssuer.Name, subject = "ada", issuedBefore = before })).Status);
        Assert.Equal(200, (await host.GetAsync(token)).Status);
        Assert.Equal(200, (await host.RevokeAsync(new { issuer = TokenIssuer.Name, subject = "ada" })).Status);
        Assert.Equal(200, (await host.RevokeAsync(new { issuer = TokenIssuer.Name, subject = "ada", issuedBefore = before })).Status);

        Assert.Equal((401, "token_revoked"), await OutcomeAsync(host, token));
    }

    [Fact]
    public async Task Revocation_outlives_a_restart()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualClock();
        string token;
        await using (var first = await TokenHost.StartAsync(stores: lintel => lintel.AddSqlite(folder.Path), clock: clock))
        {
            token = first.Token();
            await first.RevokeAsync(new { issuer = TokenIssuer.Name, jti = "t-ada" });
            await first.RevokeAsync(new { issuer = TokenIssuer.Name, subject = "brook" });
        }

        await using var host = await TokenHost.StartAsync(stores: lintel => lintel.AddSqlite(folder.Path), clock: clock);

        Assert.Equal((401, "token_revoked"), await OutcomeAsync(host, token));
        Assert.Equal((401, "token_revoked"), await OutcomeAsync(host, host.Token(person: "brook")));
        Assert.Equal(200, (await host.GetAsync(host.Token(person: "carol"))).Status);
    }

    [Fact]
    public async Task Revocation_is_forgotten_once_no_token_can_be_meant()
    {
        await using var host = await TokenHost.StartAsync();
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        await host.RevokeAsync(new { issuer = TokenIssuer.Name, jti = "t-ada" });
        host.Clock.Advance(TokenRevocation.KeptFor);

        await host.RevokeAsync(new { issuer = TokenIssuer.Name, jti = "t-brook" });

        var kept = await host.Service<ILintelStores>().TokenRevocations.ListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("t-brook", Assert.Single(kept).TokenId);
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
    }

    [Fact]
    public async Task Revocation_is_in_the_audit_log()
    {
        await using var host = await TokenHost.StartAsync();
        await host.RevokeAsync(new { issuer = TokenIssuer.Name, jti = "t-ada" });

        var answer = await host.SendAsync("GET", "/lintel/v1/audit", [("Authorization", $"Bearer {host.ManagementKey}")]);

        var entry = Assert.Single(JsonNode.Parse(answer.Body)!["data"]!.AsArray())!;
        Assert.Equal(
            ("POST /lintel/v1/tokens/revoke", "t-ada", "done"),
            (entry["operation"]!.ToString(), entry["target"]!.ToString(), entry["outcome"]!.ToString()));
    }

    [Fact]
    public async Task Revocation_beyond_the_most_that_are_kept_is_a_conflict()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualClock();
        await using (await TokenHost.StartAsync(stores: lintel => lintel.AddSqlite(folder.Path), clock: clock))
        {
            // Makes the tables.
        }

        await FillAsync(Path.Combine(folder.Path, "lintel.db"), (clock.GetUtcNow() + TokenRevocation.KeptFor).UtcTicks);
        await using var host = await TokenHost.StartAsync(stores: lintel => lintel.AddSqlite(folder.Path), clock: clock);

        Assert.Equal(409, (await host.RevokeAsync(new { issuer = TokenIssuer.Name, jti = "t-ada" })).Status);
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        Assert.Equal((401, "token_revoked"), await OutcomeAsync(host, host.Token(claims => claims["jti"] = "t-7")));
    }

    [Theory]
    [InlineData("""{"jti":"a"}""", "issuer")]
    [InlineData("""{"issuer":"https://other.example.com/","jti":"a"}""", "issuer")]
    [InlineData("""{"issuer":"https://login.example.com/"}""", "jti")]
    [InlineData("""{"issuer":"https://login.example.com/","jti":"a","subject":"b"}""", "subject")]
    [InlineData("""{"issuer":"https://login.example.com/","jti":"a","issuedBefore":"2026-01-01T00:00:00Z"}""", "issuedBefore")]
    [InlineData("""{"issuer":"https://login.example.com/","subject":"a","issuedBefore":"2026-03-11T12:00:01Z"}""", "issuedBefore")]
    public async Task Revocation_that_says_too_little_or_too_much_is_refused(string body, string field)
    {
        await using var host = await TokenHost.StartAsync();

        var (status, answer) = await host.RevokeAsync(JsonNode.Parse(body)!);

        Assert.Equal((422, field), (status, answer!["errors"]![0]!["field"]!.ToString()));
    }

    [Fact]
    public async Task Key_without_the_scope_revokes_nothing()
    {
        await using var host = await TokenHost.StartAsync();
        var (_, reader) = await Door.TestKeys.IssueAsync(host.Services, "lintel", "keys:read");

        Assert.Equal(403, (await host.RevokeAsync(new { issuer = TokenIssuer.Name, jti = "t-ada" }, reader)).Status);
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
    }

    private static async Task FillAsync(string file, long expiresAt)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var insert = connection.CreateCommand();
        insert.CommandText = """
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < $most)
            INSERT INTO token_revocation (issuer, claim, value, revoked_at, expires_at) SELECT $issuer, 'jti', 't-' || n, $expires - $kept, $expires FROM number
            """;
        insert.Parameters.AddWithValue("$most", ITokenRevocationStore.Most);
        insert.Parameters.AddWithValue("$issuer", TokenIssuer.Name);
        insert.Parameters.AddWithValue("$expires", expiresAt);
        insert.Parameters.AddWithValue("$kept", TokenRevocation.KeptFor.Ticks);
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(int Status, string? Code)> OutcomeAsync(TokenHost host, string token) =>
        await host.GetAsync(token) is var answer ? (answer.Status, answer.Code) : default;

    private static async Task<string?> CauseAsync(TokenHost host, string token)
    {
        await host.GetAsync(token);
        return (await host.EntryAsync()).Cause;
    }
}
