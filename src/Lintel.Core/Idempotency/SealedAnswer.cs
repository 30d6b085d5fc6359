namespace Lintel.Idempotency;

/// <summary>
/// An answer that is kept to be given again to a request that is repeated with the same <c>Idempotency-Key</c>; readable only with that key and the
/// pepper.
/// </summary>
internal sealed record SealedAnswer
{
    /// <summary>The SHA-256 of the caller and its <c>Idempotency-Key</c>, 32 bytes; the key itself is not kept.</summary>
    public required byte[] Name { get; init; }

    /// <summary>The version of the pepper that the sealing key is derived from.</summary>
    public required int PepperVersion { get; init; }

    /// <summary>Nonce, tag and ciphertext of AES-256-GCM.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The time at which it is discarded.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Not the content, which has no business in a log.</summary>
    public override string ToString() => nameof(SealedAnswer);
}

/// <summary>Keeps answers for requests that are repeated. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface ISealedAnswerStore
{
    /// <summary>Finds an answer, also one that is over.</summary>
    /// <param name="name">The SHA-256 that it is kept by.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<SealedAnswer?> FindAsync(byte[] name, CancellationToken cancellationToken);

    /// <summary>Adds an answer, or puts it in the place of the one of its name; removes those that are over.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="cancellationToken">Gives up waiting; the answer may still be added.</param>
    ValueTask SaveAsync(SealedAnswer answer, DateTimeOffset now, CancellationToken cancellationToken);
}
