using Lintel.Keys;

namespace Lintel.HttpTests.Conformance;

/// <summary>Counts how often a store is asked for the key of a presented text.</summary>
internal sealed class CountingKeys
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public IKeyStore Over(IKeyStore store) => new Store(this, store);

    private sealed class Store(CountingKeys counter, IKeyStore inner) : IKeyStore
    {
        public ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counter._count);
            return inner.FindByHandleAsync(handle, cancellationToken);
        }

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
