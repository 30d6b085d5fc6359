namespace Lintel.Keys;

/// <summary>Secrets that are stored sealed under the pepper, and need nobody who presents them to be sealed anew.</summary>
internal interface ISealedSecrets
{
    /// <summary>Seals those under an older version of the pepper under the current one. One that does not open stays as it is.</summary>
    /// <param name="atOnce">The most of them in one transaction.</param>
    /// <param name="cancellationToken">Gives up between two transactions.</param>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    Task ResealAsync(int atOnce, CancellationToken cancellationToken);

    /// <summary>Counts those in use by the version of the pepper that they are sealed under.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    Task<IReadOnlyDictionary<int, long>> CountAsync(CancellationToken cancellationToken);
}
