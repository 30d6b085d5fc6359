using Lintel.Tokens;

namespace Lintel.Testing;

/// <summary>Revocations of access tokens in memory.</summary>
internal sealed class InMemoryTokenRevocationStore : ITokenRevocationStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Issuer, string? TokenId, string? Subject), TokenRevocation> _revocations = [];

    public ValueTask<bool> AddAsync(TokenRevocation revocation, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var (key, kept) in _revocations)
            {
                if (kept.ExpiresAt <= revocation.RevokedAt)
                {
                    _revocations.Remove(key);
                }
            }

            if (_revocations.Count >= ITokenRevocationStore.Most)
            {
                return new ValueTask<bool>(false);
            }

            var name = (revocation.Issuer, revocation.TokenId, revocation.Subject);
            _revocations[name] = _revocations.TryGetValue(name, out var earlier) ? earlier.MergedWith(revocation) : revocation;
            return new ValueTask<bool>(true);
        }
    }

    public ValueTask<IReadOnlyList<TokenRevocation>> FindAsync(string issuer, string? tokenId, string subject, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<TokenRevocation>>(
            [
                .. _revocations.Values.Where(revocation => revocation.Issuer == issuer
                    && (revocation.TokenId is null ? revocation.Subject == subject : revocation.TokenId == tokenId)),
            ]);
        }
    }

    public ValueTask<IReadOnlyList<TokenRevocation>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<TokenRevocation>>([.. _revocations.Values]);
        }
    }
}
