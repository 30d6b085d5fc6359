using Lintel.Keys;

namespace Lintel.Management.Keys;

/// <summary>A key as the management API shows it; its secret is not in it and cannot be read back.</summary>
internal sealed record KeyShape(
    string Id,
    string Api,
    string AccountId,
    string Environment,
    string Name,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<string>? Applications,
    KeyState State,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    IReadOnlyDictionary<string, int> Limits,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<SecretShape> Secrets,
    DateTimeOffset CreatedAt,
    long Version)
{
    public static KeyShape Of(ApiKey key) => new(
        key.Id,
        key.Api,
        key.AccountId,
        key.Environment,
        key.Name,
        key.Scopes,
        [.. key.Addresses.Select(network => network.ToString())],
        key.Applications,
        key.State,
        key.ExpiresAt,
        key.RevokedAt,
        key.Limits,
        key.Metadata,
        [.. key.Secrets.Select(secret => new SecretShape(secret.Hint, secret.EndsAt))],
        key.CreatedAt,
        key.Version);
}

/// <summary>The hint that people recognize a secret by, and its end after a rotation.</summary>
internal sealed record SecretShape(string Hint, DateTimeOffset? EndsAt);

/// <summary>A key with its secret, which is shown this once.</summary>
internal sealed record IssuedShape(KeyShape Key, string Secret)
{
    public static IssuedShape Of(IssuedKey issued) => new(KeyShape.Of(issued.Key), issued.Secret);
}
