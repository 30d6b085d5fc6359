namespace Lintel.Keys;

/// <summary>Which keys a list shows.</summary>
/// <param name="AccountId">Only of this account; null for all.</param>
/// <param name="Api">Only of this API; null for all.</param>
/// <param name="After">Only those with an id after this one; null for the first page.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
public sealed record KeyQuery(string? AccountId, string? Api, string? After, int Limit);

/// <summary>Where keys are kept. Every write that ends well survives <c>kill -9</c>.</summary>
public interface IKeyStore
{
    /// <summary>Finds a key, in any state, by the handle of one of its secrets.</summary>
    ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken);

    /// <summary>Finds a key, in any state, by id.</summary>
    ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists keys by id, deleted ones left out.</summary>
    ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a key.</summary>
    ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>Replaces a key whose version is one less, and its secrets.</summary>
    /// <returns>False where the stored version is another.</returns>
    ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken);
}
