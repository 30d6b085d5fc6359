namespace Lintel;

/// <summary>A session that a person began by signing in. The token itself is not in it and cannot be read back.</summary>
public sealed record Session
{
    /// <summary>The id, <c>ses_</c> and 20 base62 digits; it opens nothing.</summary>
    public required string Id { get; init; }

    /// <summary>The SHA-256 of the whole token, 32 bytes: the token has 256 random bits, so that no pepper is needed.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The account.</summary>
    public required string AccountId { get; init; }

    /// <summary>The person.</summary>
    public required string UserId { get; init; }

    /// <summary>The time at which it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The key that it was begun with, without which it opens nothing; null for one that was begun by other means.</summary>
    internal SessionKey? BegunWith { get; init; }

    /// <summary>The id: hashes have no business in a log.</summary>
    public override string ToString() => Id;
}

/// <summary>The key that a session was begun with, and the secret of it that was presented.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Handle">The handle of the secret; it opens nothing.</param>
internal sealed record SessionKey(string Id, KeyHandle Handle);
