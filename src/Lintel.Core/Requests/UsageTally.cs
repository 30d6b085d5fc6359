using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lintel.Requests;

/// <summary>
/// Counts the usage of a batch by minutes. Of each dimension only so many values are counted apart in a minute; what comes beyond is counted together, so that
/// a flood of addresses makes few rows. Not thread-safe.
/// </summary>
internal sealed class UsageTally
{
    // Batches are of few minutes, and of more only where requests took long.
    private const int MostTimes = 100;

    private readonly Dictionary<Caller, UsageCount> _batch = [];
    private readonly Dictionary<(UsageDimension Dimension, long Start), HashSet<(string Api, string Value)>> _apart = [];
    private readonly RetryWatch _retries = new();

    /// <summary>Forgets what was added: the batch was not written.</summary>
    public void Clear()
    {
        _batch.Clear();
        _retries.Clear();
    }

    /// <summary>Notes that the batch was written.</summary>
    public void Written() => _retries.Written();

    /// <summary>Adds a request.</summary>
    public void Add(in RequestRecord record)
    {
        var caller = new Caller(
            record.At.UtcTicks / TimeSpan.TicksPerMinute,
            record.Api,
            CodeOf(record),
            record.AccountId,
            record.KeyId,
            record.Operation,
            record.Address,
            _retries.IsImpatient(record));
        var duration = RequestLogEntries.MicrosecondsOf(record.Duration);
        var isError = record.Status >= 400 || (record.Refusal is not null && !record.IsShadow);
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_batch, caller, out _);
        count += new UsageCount(1, isError ? 1 : 0, duration, duration);
    }

    /// <summary>Takes the counts of the batch, and begins another.</summary>
    public IReadOnlyDictionary<UsageName, UsageCount> Take()
    {
        var counts = new Dictionary<UsageName, UsageCount>();
        foreach (var (caller, count) in _batch)
        {
            foreach (var (dimension, value) in caller.Values())
            {
                Add(counts, new UsageName(dimension, caller.Minute * TimeSpan.TicksPerMinute, caller.Api, value), count);
            }
        }

        _batch.Clear();
        return counts;
    }

    // An error that no definition answers is listed by its status: the contract lacks one.
    private static string CodeOf(in RequestRecord record) => record switch
    {
        { IsShadow: false, Code: { } code } => code,
        { Status: >= 400 and var status } => $"http.{status}",
        _ => string.Empty,
    };

    private void Add(Dictionary<UsageName, UsageCount> counts, UsageName name, UsageCount added)
    {
        // Mostly the batch has it already; whether there is room for another value is asked once for each.
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(counts, name);
        if (Unsafe.IsNullRef(ref count))
        {
            count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, Bounded(name), out _);
        }

        count += added;
    }

    private UsageName Bounded(UsageName name)
    {
        var time = (name.Dimension, name.Start);
        if (!_apart.TryGetValue(time, out var values))
        {
            if (_apart.Count >= MostTimes)
            {
                _apart.Remove(_apart.Keys.MinBy(known => known.Start));
            }

            _apart[time] = values = [];
        }

        if (values.Contains((name.Api, name.Value)))
        {
            return name;
        }

        if (values.Count >= UsageGrain.Minute.MostValues())
        {
            return name with { Value = UsageName.Other };
        }

        values.Add((name.Api, name.Value));
        return name;
    }

    /// <summary>The values that requests have in common which are counted together within a batch.</summary>
    private readonly record struct Caller(
        long Minute, string Api, string Code, string? AccountId, string? KeyId, string? Operation, IPAddress? Address, bool IsImpatient)
    {
        public IEnumerable<(UsageDimension Dimension, string Value)> Values()
        {
            var operation = Operation ?? string.Empty;
            yield return (UsageDimension.Code, Code);
            yield return (UsageDimension.Operation, operation);
            yield return (UsageDimension.OperationCode, UsagePair.Of(operation, Code));
            if (AccountId is not null)
            {
                yield return (UsageDimension.Account, AccountId);
                yield return (UsageDimension.AccountCode, UsagePair.Of(AccountId, Code));
                yield return (UsageDimension.AccountOperation, UsagePair.Of(AccountId, operation));
            }

            if (KeyId is not null)
            {
                yield return (UsageDimension.Key, KeyId);
                yield return (UsageDimension.KeyCode, UsagePair.Of(KeyId, Code));
                yield return (UsageDimension.KeyOperation, UsagePair.Of(KeyId, operation));
            }

            var address = Address?.ToString();
            if (address is not null)
            {
                yield return (UsageDimension.Address, address);
            }

            if (IsImpatient && (KeyId ?? AccountId ?? address) is { } caller)
            {
                yield return (UsageDimension.Impatient, caller);
            }
        }
    }
}
