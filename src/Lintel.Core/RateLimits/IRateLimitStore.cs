namespace Lintel.RateLimits;

/// <summary>Where durable policies keep their counts.</summary>
internal interface IRateLimitStore
{
    /// <summary>Reads a counter, or null where there is none.</summary>
    ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken);

    /// <summary>Writes a counter; when the task ends well, the count survives <c>kill -9</c>. Writes that come together may be one commit.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="policy">The policy's name.</param>
    /// <param name="partition">The counter.</param>
    /// <param name="state">The counter's counts, opaque to the store.</param>
    /// <param name="expires">When the counter says nothing any more and may be removed.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    ValueTask SaveAsync(string api, string policy, string partition, byte[] state, DateTimeOffset expires, CancellationToken cancellationToken);
}
