namespace Lintel.Idempotency;

/// <summary>
/// An answer that is kept to be given again to a request that is repeated with the same idempotency key; readable only with that key and the pepper.
/// </summary>
internal sealed record SealedAnswer
{
    /// <summary>The SHA-256 of the API, the owner and the idempotency key, 32 bytes; the key itself is not kept.</summary>
    public required byte[] Name { get; init; }

    /// <summary>The account whose answers are counted together.</summary>
    public required string Owner { get; init; }

    /// <summary>The version of the pepper that the sealing key is derived from.</summary>
    public required int PepperVersion { get; init; }

    /// <summary>Nonce, tag and ciphertext of AES-256-GCM.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The time at which it is discarded.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Not the content, which has no business in a log.</summary>
    public override string ToString() => nameof(SealedAnswer);
}
