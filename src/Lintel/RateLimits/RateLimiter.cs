namespace Lintel.RateLimits;

/// <summary>One policy that a request is under, and which of its cells.</summary>
/// <param name="Policy">The place of the policy in the limiter's list.</param>
/// <param name="Partition">The cell.</param>
/// <param name="Allow">How many the window admits for this caller: the policy's number, or the caller's own.</param>
public readonly record struct RateLimitRequest(int Policy, RateLimitKey Partition, int Allow);

/// <summary>The value that a policy counts by: a text or an address.</summary>
/// <param name="Text">An id or a value; null for an address.</param>
/// <param name="Number">An address as a number; 0 for a text.</param>
public readonly record struct RateLimitKey(string? Text, UInt128 Number)
{
    /// <summary>The cell of a text.</summary>
    public static RateLimitKey Of(string text) => new(text, UInt128.Zero);
}

/// <summary>What the caller is told about one policy.</summary>
/// <param name="Policy">The place of the policy in the limiter's list; -1 for none.</param>
/// <param name="Limit">How many the window admits.</param>
/// <param name="Remaining">How many are left after this request.</param>
/// <param name="ResetAt">The Unix second, rounded up, at which there is room again for all.</param>
public readonly record struct RateLimitStatus(int Policy, int Limit, int Remaining, long ResetAt);

/// <summary>The answer of the limiter.</summary>
/// <param name="Admitted">Whether the request passes; all policies are charged, or none.</param>
/// <param name="Status">Of the first policy, or of the one that refuses: where several do, the one with the longest wait.</param>
/// <param name="RetryAfter">
/// For a refusal the first whole second at which this same request, alone, passes all its policies: waiting that long works, a second less does not.
/// </param>
/// <param name="Charge">What can be given back; null where nothing can.</param>
public readonly record struct RateLimitAnswer(bool Admitted, RateLimitStatus Status, int RetryAfter, RateLimitCharge? Charge);

/// <summary>A charge under policies that count successes only; to be given back once if the request fails.</summary>
public abstract class RateLimitCharge
{
    /// <summary>Gives the charge back. A second call does nothing.</summary>
    public abstract ValueTask GiveBackAsync();
}

/// <summary>Where durable policies keep their counts.</summary>
public interface IRateLimitStore
{
    /// <summary>Reads a cell, or null where there is none.</summary>
    ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken);

    /// <summary>Writes a cell; when the task ends well, the count survives <c>kill -9</c>.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="policy">The policy's name.</param>
    /// <param name="partition">The cell.</param>
    /// <param name="state">The cell's counts, opaque to the store.</param>
    /// <param name="expires">When the cell says nothing any more and may be removed.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    ValueTask SaveAsync(string api, string policy, string partition, byte[] state, DateTimeOffset expires, CancellationToken cancellationToken);
}

/// <summary>The rate limit policies of one contract and their cells.</summary>
public sealed class RateLimiter
{
    /// <summary>Charges a request under all its policies, or none.</summary>
    /// <param name="requests">The policies that the request is under, at most 8, by ascending place.</param>
    /// <param name="cancellationToken">Gives up waiting for a durable policy's store.</param>
    public ValueTask<RateLimitAnswer> AcquireAsync(ReadOnlyMemory<RateLimitRequest> requests, CancellationToken cancellationToken) => throw new NotSupportedException();
}
