namespace Lintel.RateLimits;

/// <summary>The rate limit policies of one contract and their counters, wherever those are. Thread-safe.</summary>
internal interface IRateLimiter
{
    /// <summary>The contract's name.</summary>
    string Api { get; }

    /// <summary>The policies, by place.</summary>
    IReadOnlyList<RateLimitPolicy> Policies { get; }

    /// <summary>The decisions of the limiter, counted while somebody listens.</summary>
    LimiterUse Use { get; }

    /// <summary>Charges a request under all its policies, or none, where no engine and no store need be asked.</summary>
    /// <param name="requests">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="now">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="answer">What became of the request.</param>
    /// <returns>False where one must be asked; then nothing is charged.</returns>
    bool TryAcquire(ReadOnlySpan<RateLimitClaim> requests, long now, out RateLimitResult answer);

    /// <summary>Charges a request under all its policies, or none.</summary>
    /// <param name="requests">The policies that the request is under, at most 8, by ascending place; it is not read after the call has returned.</param>
    /// <param name="account">
    /// The account that the keys, people and applications among the callers belong to, so that its counters are kept together; null for none.
    /// </param>
    /// <param name="now">When the request came, by the clock of requests; ignored where an engine's clock decides.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StoreUnavailableException">The counters of a policy cannot be reached, and the policy admits nobody then.</exception>
    ValueTask<RateLimitResult> AcquireAsync(ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken);

    /// <summary>Decides as <see cref="AcquireAsync"/> does and charges nothing; nobody is told and nothing is counted.</summary>
    /// <param name="requests">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="account">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="now">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer that the request would get now; what remains is told without it.</returns>
    /// <exception cref="StoreUnavailableException">As for <see cref="AcquireAsync"/>.</exception>
    /// <exception cref="CountersNotReachedException">The counters of a policy cannot be reached, and the policy admits some or all then.</exception>
    ValueTask<RateLimitResult> PeekAsync(ReadOnlySpan<RateLimitClaim> requests, string? account, long now, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all charges of a counter, wherever this process can reach them. What other processes remember of it, they <see cref="Forget"/>.
    /// </summary>
    /// <param name="policy">The place of the policy.</param>
    /// <param name="counter">The counter.</param>
    /// <param name="account">As for <see cref="AcquireAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; the charges may still be removed.</param>
    /// <exception cref="StoreUnavailableException">The counter cannot be reached, and the charges stand.</exception>
    ValueTask ResetAsync(int policy, RateLimitKey counter, string? account, CancellationToken cancellationToken);

    /// <summary>Forgets what this process remembers of a counter that another process has reset. Does nothing where processes share no counters.</summary>
    /// <param name="policy">The place of the policy.</param>
    /// <param name="counter">The counter.</param>
    void Forget(int policy, RateLimitKey counter);

    /// <summary>Forgets all refusals that it would repeat without asking, because it is not known any more which counters others have reset.</summary>
    void ForgetRefusals();

    /// <summary>
    /// Writes the counts of <see cref="RateLimitDurability.Checkpointed"/> policies that changed since the last call; to be called every second.
    /// </summary>
    /// <remarks>Where the store fails, its exception is thrown, and what was not written is written by the next call.</remarks>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    Task CheckpointAsync(CancellationToken cancellationToken);
}
