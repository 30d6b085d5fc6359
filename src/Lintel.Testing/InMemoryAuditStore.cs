using Lintel.Audit;

namespace Lintel.Testing;

/// <summary>The audit log in memory.</summary>
internal sealed class InMemoryAuditStore : IAuditStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, AuditRow> _rows = [];
    private AuditMark? _start;
    private AuditMark? _head;
    private long _count;

    public ValueTask BeginAsync(AuditEntry entry, AuditChain chain, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _rows.Add(++_count, chain.Begin(AuditRow.Of(entry)) with { Seq = _count });
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask EndAsync(string requestId, AuditOutcome end, AuditChain chain, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var row in _rows.Values.Where(row => row.RequestId == requestId && row.Number is null).ToArray())
            {
                End(row, end, chain);
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<bool> SealAsync(AuditChain chain, DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var left = _rows.Values.Where(row => row.Number is null && row.At < begunBefore.UtcTicks).ToArray();
            foreach (var row in left)
            {
                End(row, AuditOutcome.Unknown, chain);
            }

            return new ValueTask<bool>(false);
        }
    }

    public ValueTask<bool> TrimAsync(AuditChain chain, DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var row in Chain(after: 0).TakeWhile(row => row.At < before.UtcTicks).ToArray())
            {
                _start = chain.MarkOf(AuditMark.Start, row);
                _rows.Remove(row.Seq);
            }

            return new ValueTask<bool>(false);
        }
    }

    public ValueTask<ErasedEntries> EraseAsync(AuditChain chain, AuditSubject subject, long after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var erased = Chain(after).Select(row => (Before: row, After: subject.Erase(chain, row)))
                .Concat(_rows.Values.Where(row => row.Number is null).Select(row => (Before: row, After: subject.EraseBegun(chain, row))))
                .Where(row => row.Before != row.After)
                .ToArray();
            foreach (var row in erased)
            {
                _rows[row.After.Seq] = row.After;
            }

            return new ValueTask<ErasedEntries>(new ErasedEntries(Next: null, erased.Length));
        }
    }

    public ValueTask<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var matching = _rows.Values.Where(row => row.Seq < (query.Cursor ?? long.MaxValue) && Matches(query, row.ToEntry()))
                .Reverse()
                .Take(query.Limit + 1)
                .ToList();
            var page = matching.Take(query.Limit).ToList();
            return new ValueTask<AuditPage>(new AuditPage([.. page.Select(row => row.ToEntry())], matching.Count > query.Limit ? page[^1].Seq : null));
        }
    }

    public ValueTask<AuditStretch> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<AuditStretch>(new AuditStretch([.. Chain(after).Take(limit)], _start, _head));
        }
    }

    public ValueTask<UnchainedEntries> CountUnchainedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<UnchainedEntries>(new UnchainedEntries(_rows.Values.LongCount(row => row.Number is null), Foreign: null));
        }
    }

    public ValueTask<IReadOnlyList<AuditRow>> FindAsync(
        IReadOnlyCollection<string> ids, long after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<AuditRow>>(
                [.. _rows.Values.Where(row => row.Seq > after && AuditSubject.IdsOf(row).Overlaps(ids)).Take(limit)]);
        }
    }

    private IEnumerable<AuditRow> Chain(long after) => _rows.Values.Where(row => row.Number > after).OrderBy(row => row.Number);

    private void End(AuditRow row, AuditOutcome end, AuditChain chain)
    {
        (row, _head) = chain.Add(row.Ended(end), _head);
        _rows[row.Seq] = row;
    }

    private static bool Matches(AuditQuery query, AuditEntry entry) =>
        (query.AccountId is null || query.AccountId == entry.AccountId)
        && (query.KeyId is null || query.KeyId == entry.KeyId)
        && (query.UserId is null || query.UserId == entry.UserId)
        && (query.Operation is null || query.Operation == entry.Operation)
        && (query.Target is null || query.Target == entry.Target || entry.Target?.Split(' ').Contains(query.Target) == true)
        && !(entry.At < query.From)
        && !(entry.At >= query.To);
}
