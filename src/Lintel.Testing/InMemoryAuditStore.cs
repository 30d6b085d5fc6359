using Lintel.Audit;

namespace Lintel.Testing;

/// <summary>The audit log in memory.</summary>
internal sealed class InMemoryAuditStore : IAuditStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, AuditEntry> _entries = [];
    private long _count;

    public ValueTask BeginAsync(AuditEntry entry, DateTimeOffset removeBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var old in _entries.Where(line => line.Value.At < removeBefore).Select(line => line.Key).ToArray())
            {
                _entries.Remove(old);
            }

            _entries.Add(++_count, entry);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask EndAsync(string requestId, string outcome, string? target, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var (seq, entry) in _entries.Where(line => line.Value.RequestId == requestId).ToArray())
            {
                _entries[seq] = entry with { Outcome = outcome, Target = target };
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var matching = _entries.Where(
                line => line.Key < (query.Cursor ?? long.MaxValue) && Matches(query, line.Value)).Reverse().Take(query.Limit + 1).ToList();
            var page = matching.Take(query.Limit).ToList();
            return new ValueTask<AuditPage>(new AuditPage([.. page.Select(line => line.Value)], matching.Count > query.Limit ? page[^1].Key : null));
        }
    }

    private static bool Matches(AuditQuery query, AuditEntry entry) =>
        (query.AccountId is null || query.AccountId == entry.AccountId)
        && (query.KeyId is null || query.KeyId == entry.KeyId)
        && (query.Operation is null || query.Operation == entry.Operation)
        && (query.Target is null || query.Target == entry.Target)
        && !(entry.At < query.From)
        && !(entry.At >= query.To);
}
