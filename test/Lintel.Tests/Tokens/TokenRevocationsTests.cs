using Lintel.Caching;
using Lintel.Testing;
using Lintel.Tokens;

namespace Lintel.Tests.Tokens;

/// <summary>Revocations in memory, and what is asked of the store while the memory may not be believed.</summary>
public sealed class TokenRevocationsTests
{
    private const string Issuer = "https://login.example/";
    private static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new();
    private readonly CountingStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_without_a_lease_asks_for_the_one_token_and_never_for_all()
    {
        var trust = new CacheTrust(_clock);
        var revocations = new TokenRevocations(_store, _clock, trust);
        await _store.AddAsync(new TokenRevocation { Issuer = Issuer, TokenId = "t-1", RevokedAt = _clock.GetUtcNow() }, Token);
        await _store.AddAsync(
            new TokenRevocation { Issuer = Issuer, Subject = "ada", IssuedBefore = Noon, RevokedAt = _clock.GetUtcNow() }, Token);

        Assert.True(await revocations.ContainsAsync(Issuer, "t-1", "eve", Noon, Token));
        Assert.True(await revocations.ContainsAsync(Issuer, null, "ada", Noon, Token));
        Assert.False(await revocations.ContainsAsync(Issuer, "t-2", "ada", Noon.AddSeconds(1), Token));
        Assert.Equal((3, 0), (_store.Finds, _store.Lists));

        trust.Hold(_clock.GetTimestamp(), TimeSpan.FromSeconds(3));
        Assert.True(await revocations.ContainsAsync(Issuer, "t-1", "eve", Noon, Token));
        Assert.Equal((3, 0), (_store.Finds, _store.Lists));
    }

    private sealed class CountingStore : ITokenRevocationStore
    {
        private readonly InMemoryTokenRevocationStore _inner = new();

        public int Finds { get; private set; }

        public int Lists { get; private set; }

        public ValueTask<bool> AddAsync(TokenRevocation revocation, CancellationToken cancellationToken) => _inner.AddAsync(revocation, cancellationToken);

        public ValueTask<IReadOnlyList<TokenRevocation>> FindAsync(string issuer, string? tokenId, string subject, CancellationToken cancellationToken)
        {
            Finds++;
            return _inner.FindAsync(issuer, tokenId, subject, cancellationToken);
        }

        public ValueTask<IReadOnlyList<TokenRevocation>> ListAsync(CancellationToken cancellationToken)
        {
            Lists++;
            return _inner.ListAsync(cancellationToken);
        }
    }
}
