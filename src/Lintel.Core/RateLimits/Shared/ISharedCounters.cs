namespace Lintel.RateLimits;

/// <summary>Counters that several processes share. Thread-safe.</summary>
internal interface ISharedCounters
{
    /// <summary>Divides the policies of a request into those that are charged in one step, in the order in which the steps are to be taken.</summary>
    IReadOnlyList<SharedClaim[]> Divide(SharedClaim[] claims);

    /// <summary>Charges policies in one step, all or none.</summary>
    /// <param name="claims">The policies, as <see cref="Divide"/> gave them.</param>
    /// <param name="terms">What is to be done.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="CountersLostException">The engine does not answer in time. A charge that was under way may have been made.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    ValueTask<SharedFindings> ChargeAsync(SharedClaim[] claims, ChargeTerms terms, CancellationToken cancellationToken);

    /// <summary>Gives charges back, where they still stand.</summary>
    /// <param name="findings">What <see cref="ChargeAsync"/> gave.</param>
    /// <param name="outcome">The end of the request, for the policies that do not count such ones; null for all policies.</param>
    ValueTask GiveBackAsync(SharedFindings findings, RateLimitOutcome? outcome);
}

/// <summary>Counters outside this process, which all processes see. Thread-safe.</summary>
internal interface IOuterCounters : ISharedCounters
{
    /// <summary>Removes all charges of a counter.</summary>
    /// <param name="claim">The policy and the counter.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="CountersLostException">The engine does not answer in time. The charges may have been removed.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    ValueTask ResetAsync(SharedClaim claim, CancellationToken cancellationToken);
}

/// <summary>The terms on which the policies of a request are charged.</summary>
/// <param name="Charge">false to look at the counters only.</param>
/// <param name="Reserve">true if the charge may have to be given back.</param>
/// <param name="Tentative">true if it is given back where a later step of the request refuses; otherwise, false.</param>
/// <param name="Began">When the request began to be charged, as a timestamp of the system's clock: all its steps together have one deadline.</param>
internal readonly record struct ChargeTerms(bool Charge, bool Reserve, bool Tentative, long Began);

/// <summary>The counters of some policies cannot be reached, and nobody can tell what they would say.</summary>
/// <param name="policies">The policies, none of which refuses everybody then.</param>
/// <param name="innerException">The loss of their engine.</param>
internal sealed class CountersNotReachedException(IReadOnlyList<RateLimitPolicy> policies, CountersLostException innerException)
    : Exception("The counters of some rate limit policies cannot be reached.", innerException)
{
    /// <summary>The policies.</summary>
    public IReadOnlyList<RateLimitPolicy> Policies => policies;
}

/// <summary>The engine of shared counters cannot answer now.</summary>
/// <param name="message">What happened, for the log.</param>
/// <param name="innerException">The driver's exception, where there was one.</param>
internal sealed class CountersLostException(string message, Exception? innerException = null) : Exception(message, innerException);
