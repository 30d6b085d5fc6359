using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.HttpTests.Proving;

namespace Lintel.HttpTests.Tokens;

/// <summary>The prober on an API that takes keys and access tokens.</summary>
public sealed class TokenProofTests
{
    [Fact]
    public async Task Contract_with_keys_and_tokens_is_proved()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var shop = await ShopHost.StartAsync(ShopContract.Text.Replace(
            "order: [credential",
            $$"""
              - kind: jwt
                issuer: {{TokenIssuer.Name}}
                audience: {{TokenIssuer.Audience}}
                keys: {{issuer.Address}}
                lifetime: 31 days
                claims: { account: account }
            order: [credential
            """,
            StringComparison.Ordinal));
        var target = await ShopProof.TargetAsync(shop);
        var account = (await shop.IssueAsync(new Lintel.Keys.NewKey { AccountId = string.Empty, Name = "other" })).AccountId;
        var scheme = shop.Contract.Credentials[1];

        var report = await new Prober(target with
        {
            Entries = [.. target.Entries, new ProbeEntry(Present(TimeSpan.FromDays(30)), ProbeRequest.Get("/shop/orders")) { Scheme = scheme }],
            Refused =
            [
                .. target.Refused,
                new ProbeRefused(Condition.CredentialExpired, Present(TimeSpan.FromDays(-1))),
                new ProbeRefused(Condition.CredentialMismatched, Present(TimeSpan.FromDays(30), "payments")),
            ],
        }).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(report.Holds, report.ToText());

        ProbeCredential Present(TimeSpan life, string? audience = null)
        {
            var now = shop.Clock.GetUtcNow();
            var claims = new JsonObject
            {
                ["iss"] = TokenIssuer.Name,
                ["aud"] = audience ?? TokenIssuer.Audience,
                ["sub"] = "ada",
                ["account"] = account,
                ["scope"] = "orders:write",
                ["iat"] = now.AddDays(Math.Min(0, life.TotalDays)).ToUnixTimeSeconds() - 1,
                ["exp"] = (now + life).ToUnixTimeSeconds(),
            };
            return ProbeCredential.Of(scheme, TokenIssuer.Sign("""{"alg":"RS256","typ":"at+jwt","kid":"rsa"}""", claims.ToJsonString()));
        }
    }
}
