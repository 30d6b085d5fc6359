namespace Lintel.Tokens;

/// <summary>Keeps revocations of access tokens. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface ITokenRevocationStore
{
    /// <summary>The most revocations that are kept: they are all in memory.</summary>
    const int Most = 100_000;

    /// <summary>
    /// Adds a revocation, and removes those that are over. Where the token or the person is revoked already, the later moments hold.
    /// </summary>
    /// <param name="revocation">The revocation.</param>
    /// <param name="cancellationToken">Gives up waiting; the revocation may still be added.</param>
    /// <returns>False where there are too many; then nothing was added.</returns>
    ValueTask<bool> AddAsync(TokenRevocation revocation, CancellationToken cancellationToken);

    /// <summary>Finds the revocations of a token: of itself, and of its person's tokens, also those that are over.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="tokenId">The token's <c>jti</c>; null for none.</param>
    /// <param name="subject">The person.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<TokenRevocation>> FindAsync(string issuer, string? tokenId, string subject, CancellationToken cancellationToken);

    /// <summary>Lists all revocations, also those that are over.</summary>
    ValueTask<IReadOnlyList<TokenRevocation>> ListAsync(CancellationToken cancellationToken);
}
