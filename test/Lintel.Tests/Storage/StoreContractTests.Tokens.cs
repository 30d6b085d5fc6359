using Lintel.Tokens;

namespace Lintel.Tests.Storage;

/// <summary>Revocations of access tokens.</summary>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Revocation_comes_back_as_it_was_added()
    {
        var token = new TokenRevocation { Issuer = "https://login.example/", TokenId = "t-1", RevokedAt = Noon };
        var person = new TokenRevocation { Issuer = "https://login.example/", Subject = "t-1", IssuedBefore = Noon.AddTicks(1234567), RevokedAt = Noon };

        Assert.True(await Stores.TokenRevocations.AddAsync(token, Token));
        Assert.True(await Stores.TokenRevocations.AddAsync(person, Token));

        Assert.Equivalent(new[] { token, person }, await Stores.TokenRevocations.ListAsync(Token), strict: true);
    }

    [Fact]
    public async Task Revocation_of_the_same_person_keeps_the_later_moments()
    {
        var late = new TokenRevocation { Issuer = "https://login.example/", Subject = "ada", IssuedBefore = Noon, RevokedAt = Noon };
        await Stores.TokenRevocations.AddAsync(late, Token);
        await Stores.TokenRevocations.AddAsync(late with { IssuedBefore = Noon.AddHours(-1), RevokedAt = Noon.AddHours(1) }, Token);

        Assert.Equal(late with { RevokedAt = Noon.AddHours(1) }, Assert.Single(await Stores.TokenRevocations.ListAsync(Token)));
    }

    [Fact]
    public async Task Revocation_that_is_over_goes_when_another_is_added()
    {
        var first = new TokenRevocation { Issuer = "https://login.example/", TokenId = "t-1", RevokedAt = Noon };
        await Stores.TokenRevocations.AddAsync(first, Token);
        await Stores.TokenRevocations.AddAsync(first with { TokenId = "t-2", RevokedAt = first.ExpiresAt.AddTicks(-1) }, Token);
        Assert.Equal(2, (await Stores.TokenRevocations.ListAsync(Token)).Count);

        await Stores.TokenRevocations.AddAsync(first with { TokenId = "t-3", RevokedAt = first.ExpiresAt }, Token);

        Assert.Equal(["t-2", "t-3"], (await Stores.TokenRevocations.ListAsync(Token)).Select(revocation => revocation.TokenId).Order());
    }

    [Fact]
    public async Task Revocations_of_one_token_are_found_among_others()
    {
        var token = new TokenRevocation { Issuer = "https://login.example/", TokenId = "t-1", RevokedAt = Noon };
        var person = new TokenRevocation { Issuer = "https://login.example/", Subject = "ada", IssuedBefore = Noon, RevokedAt = Noon };
        foreach (var revocation in new[]
        {
            token, person, token with { TokenId = "ada" }, token with { Issuer = "https://other.example/" }, person with { Subject = "t-1" },
        })
        {
            Assert.True(await Stores.TokenRevocations.AddAsync(revocation, Token));
        }

        Assert.Equal([token, person], (await FindAsync("t-1", "ada")).OrderBy(revocation => revocation.Subject, StringComparer.Ordinal));
        Assert.Equal([person], await FindAsync(null, "ada"));
        Assert.Empty(await FindAsync("t-2", "eve"));

        ValueTask<IReadOnlyList<TokenRevocation>> FindAsync(string? tokenId, string subject) =>
            Stores.TokenRevocations.FindAsync("https://login.example/", tokenId, subject, Token);
    }
}
