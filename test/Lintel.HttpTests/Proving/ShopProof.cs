using Lintel.Keys;

namespace Lintel.HttpTests.Proving;

/// <summary>What the prober has to know of the shop: its own requests, and a credential for each role.</summary>
internal static class ShopProof
{
    public static async Task<ProbeTarget> TargetAsync(ShopHost shop)
    {
        var good = await shop.IssueAsync(new NewKey { AccountId = "", Name = "all", Scopes = ["orders:write"] });
        var other = await shop.IssueAsync(new NewKey { AccountId = "", Name = "other", Scopes = ["orders:write"] });
        var few = await shop.IssueAsync(
            new NewKey { AccountId = "", Name = "few", Scopes = ["orders:read"], Limits = new Dictionary<string, int> { ["requests"] = 5 } });
        var revoked = await shop.IssueAsync(new NewKey { AccountId = few.AccountId, Name = "revoked" });
        await shop.RevokeAsync(revoked);
        var expired = await shop.IssueAsync(new NewKey { AccountId = "", Name = "expired", ExpiresAt = shop.Clock.GetUtcNow() });
        var test = await shop.IssueAsync(new NewKey { AccountId = "", Name = "test", Environment = "test" });
        var unscoped = await shop.IssueAsync(new NewKey { AccountId = "", Name = "unscoped" });
        var unknown = ProbeCredential.Of(shop.Contract.Credentials[0], "shop_live_nobodys");
        return new ProbeTarget
        {
            Contract = shop.Contract,
            Address = shop.Address,
            Base = "/shop",
            Entries = [new ProbeEntry(good.Credential, ProbeRequest.Get("/shop/orders"))],
            Write = ProbeRequest.Post("/shop/orders", """{"item":"lamp","count":2}"""),
            Idempotency = new ProbeIdempotency(ProbeRequest.Post("/shop/orders", """{"item":"lamp","count":2}""")) { OtherAccount = other.Credential },
            Faulty = new ProbeFaultyBody("""{"item":5,"colour":"red"}""", ["item", "count", "colour"]),
            Routes = ProbeRoutes.Of(shop.Services, shop.Contract),
            Refused =
            [
                new ProbeRefused(Condition.CredentialUnknown, unknown),
                new ProbeRefused(Condition.CredentialUnknown, test.Credential),
                new ProbeRefused(Condition.CredentialRevoked, revoked.Credential),
                new ProbeRefused(Condition.CredentialExpired, expired.Credential),
                new ProbeRefused(Condition.ScopeMissing, unscoped.Credential) { Scope = "orders:read" },
            ],
            Hiding = new ProbeHiding(ProbeRequest.Get("/shop/orders/ord_theirs"), "ord_theirs", ProbeRequest.Get("/shop/orders/ord_nobodys"), "ord_nobodys"),
            Limit = new ProbeLimit(few.Credential, ProbeRequest.Get("/shop/orders"), Allow: 5) { Refused = revoked.Credential },
            Causes =
            [
                ProbeCause.Of("conflict", ProbeRequest.Post("/shop/moons", "{}").With(good.Credential)),
                ProbeCause.Of("internal_error", ProbeRequest.Get("/shop/broken").With(good.Credential)),
            ],
            ReferencePage = "/docs/shop",
            Wait = (time, _) =>
            {
                shop.Clock.Advance(time);
                return Task.CompletedTask;
            },
        };
    }
}
