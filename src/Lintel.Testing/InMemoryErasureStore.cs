using Lintel.Erasures;

namespace Lintel.Testing;

/// <summary>Erasures in memory. There is one process, so that a claim takes the place of the one before.</summary>
/// <param name="keys">The keys.</param>
/// <param name="sessions">The people.</param>
internal sealed class InMemoryErasureStore(InMemoryKeyStore keys, InMemorySessionStore sessions) : IErasureStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Erasure> _erasures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _people = new(StringComparer.Ordinal);

    public ValueTask<Erasure?> FindAsync(string subjectId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<Erasure?>(_erasures.GetValueOrDefault(subjectId));
        }
    }

    public ValueTask BeginAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var before = _erasures.GetValueOrDefault(erasure.SubjectId);
            if (before is null or { EndedAt: not null })
            {
                _erasures[erasure.SubjectId] = new Erasure
                {
                    SubjectId = erasure.SubjectId,
                    AccountId = erasure.AccountId,
                    BegunAt = erasure.BegunAt,
                    Claim = before?.Claim ?? 0,
                };
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<Erasure?> ClaimAsync(string subjectId, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<Erasure?>(_erasures.GetValueOrDefault(subjectId) is { EndedAt: null } erasure
                ? _erasures[subjectId] = erasure with { Claim = erasure.Claim + 1 }
                : null);
        }
    }

    public ValueTask<bool> RenewAsync(Erasure erasure, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<bool>(IsClaimed(erasure));
        }
    }

    public ValueTask<bool> SaveAsync(Erasure erasure, int requests, int changes, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!IsClaimed(erasure))
            {
                return new ValueTask<bool>(false);
            }

            var stored = _erasures[erasure.SubjectId];
            _erasures[erasure.SubjectId] = erasure with { Requests = stored.Requests + requests, Changes = stored.Changes + changes };
            if (erasure.EndedAt is not null)
            {
                _people.Remove(erasure.SubjectId);
            }

            return new ValueTask<bool>(true);
        }
    }

    public ValueTask<IReadOnlyList<string>> ListFreeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<string>>(
                [.. _erasures.Values.Where(erasure => erasure.EndedAt is null).OrderBy(erasure => erasure.BegunAt).Select(erasure => erasure.SubjectId)]);
        }
    }

    public ValueTask<IReadOnlyList<string>> NotePeopleAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (!erasure.IsOfAccount)
        {
            return new ValueTask<IReadOnlyList<string>>([]);
        }

        lock (_gate)
        {
            var people = _people.GetValueOrDefault(erasure.SubjectId) ?? new SortedSet<string>(StringComparer.Ordinal);
            people.UnionWith(sessions.PeopleOf(erasure.AccountId));
            _people[erasure.SubjectId] = people;
            return new ValueTask<IReadOnlyList<string>>([.. people]);
        }
    }

    public ValueTask<IReadOnlyList<string>> ListKeysAsync(string accountId, CancellationToken cancellationToken) => new(keys.IdsOf(accountId));

    public ValueTask<ErasureCounts> CountAsync(string accountId, CancellationToken cancellationToken) =>
        new(new ErasureCounts(keys.IdsOf(accountId).Count, sessions.PeopleOf(accountId).Count));

    public ValueTask<bool> BlankKeysAsync(string accountId, CancellationToken cancellationToken)
    {
        keys.Blank(accountId);
        return new ValueTask<bool>(false);
    }

    private bool IsClaimed(Erasure erasure) => _erasures.GetValueOrDefault(erasure.SubjectId) is { EndedAt: null } stored && stored.Claim == erasure.Claim;
}
