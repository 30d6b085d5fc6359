using Lintel.Keys;

namespace Lintel.HttpTests.Proof;

/// <summary>A store of keys that fails in a way that nobody foresaw, once it is told to.</summary>
internal sealed class FailingKeys
{
    /// <summary>True where looking up the key of a presented text throws.</summary>
    public bool Fails { get; set; }

    public IKeyStore Over(IKeyStore store) => new Store(this, store);

    private sealed class Store(FailingKeys failing, IKeyStore inner) : IKeyStore
    {
        public ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken) =>
            failing.Fails ? throw new InvalidOperationException("The store has a fault.") : inner.FindByHandleAsync(handle, cancellationToken);

        public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

        public ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

        public ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken) => inner.AddAsync(key, cancellationToken);

        public ValueTask<IReadOnlyList<KeyHandle>> ImportAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken) =>
            inner.ImportAsync(keys, cancellationToken);

        public ValueTask<IReadOnlyList<KeyImport>> ListImportsAsync(CancellationToken cancellationToken) => inner.ListImportsAsync(cancellationToken);

        public ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => inner.UpdateAsync(key, cancellationToken);

        public ValueTask<int> RehashAsync(IReadOnlyList<SecretRehash> rehashes, CancellationToken cancellationToken) =>
            inner.RehashAsync(rehashes, cancellationToken);

        public ValueTask<IReadOnlyList<PepperUse>> CountByPepperAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
            inner.CountByPepperAsync(at, cancellationToken);
    }
}
