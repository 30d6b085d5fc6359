using System.Collections.Concurrent;
using Lintel.Erasures;

namespace Lintel.Testing;

/// <summary>Erasures in memory.</summary>
/// <param name="keys">The keys.</param>
internal sealed class InMemoryErasureStore(InMemoryKeyStore keys) : IErasureStore
{
    private readonly ConcurrentDictionary<string, Erasure> _erasures = new(StringComparer.Ordinal);

    public ValueTask<Erasure?> FindAsync(string subjectId, CancellationToken cancellationToken) => new(_erasures.GetValueOrDefault(subjectId));

    public ValueTask SaveAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        _erasures[erasure.SubjectId] = erasure;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<Erasure>> ListOpenAsync(DateTimeOffset touchedBefore, CancellationToken cancellationToken) =>
        new([.. _erasures.Values.Where(erasure => erasure.EndedAt is null && erasure.TouchedAt < touchedBefore).OrderBy(erasure => erasure.BegunAt)]);

    public ValueTask<IReadOnlyList<string>> ListKeysAsync(string accountId, CancellationToken cancellationToken) => new(keys.IdsOf(accountId));

    public ValueTask BlankKeysAsync(string accountId, CancellationToken cancellationToken)
    {
        keys.Blank(accountId);
        return ValueTask.CompletedTask;
    }
}
