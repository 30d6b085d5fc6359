using System.Collections.Concurrent;
using Lintel.Accounts;
using Lintel.Audit;
using Lintel.Cluster;
using Lintel.Erasures;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Lintel.Tokens;

namespace Lintel.Testing;

/// <summary>All stores in memory, for tests: they keep what the real ones keep, for as long as the object lives.</summary>
internal sealed class InMemoryStores : ILintelStores
{
    /// <summary>Makes empty stores.</summary>
    public InMemoryStores()
    {
        var accounts = new InMemoryAccountStore();
        Accounts = accounts;
        var sessions = new InMemorySessionStore(accounts);
        Sessions = sessions;
        Operators = new InMemoryOperatorStore(sessions);
        var keys = new InMemoryKeyStore(accounts);
        (Keys, Erasures) = (keys, new InMemoryErasureStore(keys, sessions));
    }

    /// <inheritdoc/>
    public IKeyStore Keys { get; }

    /// <inheritdoc/>
    public IAccountStore Accounts { get; }

    /// <inheritdoc/>
    public ISessionStore Sessions { get; }

    /// <inheritdoc/>
    public IOperatorStore Operators { get; }

    /// <inheritdoc/>
    public ITokenRevocationStore TokenRevocations { get; } = new InMemoryTokenRevocationStore();

    /// <inheritdoc/>
    public IRateLimitStore RateLimits { get; } = new InMemoryRateLimitStore();

    /// <inheritdoc/>
    public IPepperCheckStore PepperChecks { get; } = new InMemoryPepperCheckStore();

    /// <inheritdoc/>
    public ISealedAnswerStore SealedAnswers { get; } = new InMemorySealedAnswerStore();

    /// <inheritdoc/>
    public IAuditStore Audit { get; } = new InMemoryAuditStore();

    /// <inheritdoc/>
    public IErasureStore Erasures { get; }

    /// <inheritdoc/>
    public IRequestLogStore RequestLog { get; } = new InMemoryRequestLogStore();

    /// <inheritdoc/>
    public INodes Nodes { get; } = new SingleNode(TimeProvider.System);

    private sealed class InMemoryRateLimitStore : IRateLimitStore
    {
        private readonly Lock _gate = new();
        private readonly ConcurrentDictionary<(string, string, string), byte[]> _cells = [];

        public ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken) =>
            new(_cells.GetValueOrDefault((api, policy, partition)));

        public ValueTask SaveAsync(string api, IReadOnlyList<StoredCounter> counters, CancellationToken cancellationToken)
        {
            foreach (var counter in counters)
            {
                _cells[(api, counter.Name.Policy, counter.Name.Partition)] = [.. counter.State];
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask RemoveExpiredAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<T> ChangeAsync<T>(
            string api,
            IReadOnlyList<StoredCounterName> counters,
            Func<IReadOnlyList<byte[]?>, DateTimeOffset, StoredChange<T>> decide,
            CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                var change = decide(
                    [.. counters.Select(counter => _cells.GetValueOrDefault((api, counter.Policy, counter.Partition)))], TimeProvider.System.GetUtcNow());
                foreach (var counter in change.Written)
                {
                    _cells[(api, counter.Name.Policy, counter.Name.Partition)] = counter.State;
                }

                return new(change.Result);
            }
        }
    }

    private sealed class InMemoryPepperCheckStore : IPepperCheckStore
    {
        private readonly ConcurrentDictionary<int, byte[]> _values = [];

        public ValueTask<IReadOnlyDictionary<int, byte[]>> ReadAsync(CancellationToken cancellationToken) => new(_values.ToDictionary());

        public ValueTask<byte[]> AddAsync(int version, byte[] checkValue, CancellationToken cancellationToken) => new(_values.GetOrAdd(version, checkValue));
    }
}

/// <summary>Accounts in memory.</summary>
internal sealed class InMemoryAccountStore : IAccountStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<Account?>(_accounts.GetValueOrDefault(id));
        }
    }

    /// <summary>The name of an account; null for none.</summary>
    public string? NameOf(string id)
    {
        lock (_gate)
        {
            return _accounts.GetValueOrDefault(id)?.Name;
        }
    }

    public ValueTask<IReadOnlyList<Account>> ListAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var accounts = _accounts.Values.Where(
                account => (query.Api is null || account.Api == query.Api)
                    && (query.ExternalId is null || account.ExternalId == query.ExternalId)
                    && (query.Ids is null || query.Ids.Contains(account.Id))
                    && (query.Text is null || InMemoryText.IsIn(query.Text, account.Name, account.Id, account.ExternalId))
                    && query.Metadata.All(member => account.Metadata.GetValueOrDefault(member.Key) == member.Value)
                    && string.CompareOrdinal(account.Id, query.After) > 0);
            return new ValueTask<IReadOnlyList<Account>>([.. accounts.Take(query.Limit)]);
        }
    }

    public ValueTask<bool> AddAsync(Account account, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isFree = !IsTaken(account);
            if (isFree)
            {
                _accounts.Add(account.Id, account);
            }

            return new ValueTask<bool>(isFree);
        }
    }

    public ValueTask<AccountWrite> UpdateAsync(Account account, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (IsTaken(account))
            {
                return new ValueTask<AccountWrite>(AccountWrite.ExternalIdTaken);
            }

            var isNext = _accounts.TryGetValue(account.Id, out var stored) && stored.Version == account.Version - 1;
            if (isNext)
            {
                _accounts[account.Id] = account with { CreatedAt = stored!.CreatedAt };
            }

            return new ValueTask<AccountWrite>(isNext ? AccountWrite.Done : AccountWrite.Stale);
        }
    }

    private bool IsTaken(Account account) =>
        account.ExternalId is { } id && _accounts.Values.Any(other => other.ExternalId == id && other.Id != account.Id);
}

/// <summary>Keys in memory.</summary>
internal sealed class InMemoryKeyStore(InMemoryAccountStore accounts) : IKeyStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ApiKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<KeyHandle, string> _handles = [];
    private readonly HashSet<KeyImport> _imports = [];

    public ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<ApiKey?>(_handles.TryGetValue(handle, out var id) ? _keys[id] : null);
        }
    }

    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<ApiKey?>(_keys.GetValueOrDefault(id));
        }
    }

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var keys = _keys.Values.Where(key => (query.IncludesDeleted || key.State != KeyState.Deleted)
                && (query.AccountId is null || key.AccountId == query.AccountId)
                && (query.Api is null || key.Api == query.Api)
                && (query.OperatorId is null || key.OperatorId == query.OperatorId)
                && (query.OnlyOperator is null || key.OperatorId is null || key.OperatorId == query.OnlyOperator)
                && (query.State is null || key.State == query.State)
                && (query.Name is null || key.Name.Contains(query.Name, StringComparison.Ordinal))
                && (query.Ids is null || query.Ids.Contains(key.Id))
                && (query.Text is null
                    || InMemoryText.IsIn(query.Text, [key.Name, key.Id, accounts.NameOf(key.AccountId), .. key.Secrets.Select(secret => secret.Hint)]))
                && (query.Scope is null || key.Scopes.Contains(query.Scope))
                && (query.Application is null || key.Applications is null || key.Applications.Contains(query.Application))
                && query.Metadata.All(member => key.Metadata.GetValueOrDefault(member.Key) == member.Value)
                && (query.OldSecretsAfter is null || key.Secrets.Any(secret => secret.EndsAt > query.OldSecretsAfter))
                && (query.Pepper is not { } pepper || (key.State != KeyState.Revoked && key.Secrets.Any(secret => IsUnder(secret, pepper.Version, pepper.At))))
                && (query.ExpiresAfter is null || key.ExpiresAt > query.ExpiresAfter)
                && (query.ExpiresBefore is null || key.ExpiresAt < query.ExpiresBefore)
                && string.CompareOrdinal(key.Id, query.After) > 0);
            return new ValueTask<IReadOnlyList<ApiKey>>([.. (query.AfterExpiry is { } after ? ByExpiry(keys, after) : keys).Take(query.Limit)]);
        }
    }

    private static IEnumerable<ApiKey> ByExpiry(IEnumerable<ApiKey> keys, ExpiryPlace after) => keys
        .Where(key => key.ExpiresAt > after.At || (key.ExpiresAt == after.At && string.CompareOrdinal(key.Id, after.Id) > 0))
        .OrderBy(key => key.ExpiresAt)
        .ThenBy(key => key.Id, StringComparer.Ordinal);

    public ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (key.Secrets.Any(secret => _handles.ContainsKey(secret.Handle)))
            {
                throw new ArgumentException("Another key has this handle.", nameof(key));
            }

            _keys.Add(key.Id, key);
            Note(key);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<KeyHandle>> ImportAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            KeyHandle[] taken = [.. keys.SelectMany(key => key.Secrets).Select(secret => secret.Handle).Where(_handles.ContainsKey)];
            if (taken.Length == 0)
            {
                foreach (var key in keys)
                {
                    _keys.Add(key.Id, key);
                    _imports.UnionWith(key.Secrets.Select(secret => new KeyImport(key.Api, secret.PepperVersion)));
                    Note(key);
                }
            }

            return new ValueTask<IReadOnlyList<KeyHandle>>(taken);
        }
    }

    public ValueTask<IReadOnlyList<KeyImport>> ListImportsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<KeyImport>>(
                [.. _imports.OrderBy(import => import.Api, StringComparer.Ordinal).ThenBy(import => import.PepperVersion)]);
        }
    }

    public ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_keys.TryGetValue(key.Id, out var stored) || stored.Version != key.Version - 1)
            {
                return new ValueTask<bool>(false);
            }

            foreach (var secret in stored.Secrets)
            {
                _handles.Remove(secret.Handle);
            }

            _keys[key.Id] = key with { CreatedAt = stored.CreatedAt };
            Note(key);
            return new ValueTask<bool>(true);
        }
    }

    public ValueTask<int> RehashAsync(IReadOnlyList<SecretRehash> rehashes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<int>(rehashes.Count(Rewrite));
        }
    }

    public ValueTask<IReadOnlyList<PepperUse>> CountByPepperAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ApiKey[] keys = [.. _keys.Values.Where(key => key.State is KeyState.Active or KeyState.Disabled)];
            var versions = keys.SelectMany(key => key.Secrets).Select(secret => secret.PepperVersion).Where(version => version > 0).Distinct().Order();
            return new ValueTask<IReadOnlyList<PepperUse>>(
            [
                .. versions.Select(version => (Version: version, Keys: keys.Where(key => key.Secrets.Any(secret => IsUnder(secret, version, at))).ToArray()))
                    .Where(use => use.Keys.Length > 0)
                    .Select(use => new PepperUse(
                        use.Version, use.Keys.Count(key => key.OperatorId is null), use.Keys.Count(key => key.OperatorId is not null))),
            ]);
        }
    }

    /// <summary>The ids of all keys of an account.</summary>
    public IReadOnlyList<string> IdsOf(string accountId)
    {
        lock (_gate)
        {
            return [.. _keys.Values.Where(key => key.AccountId == accountId).Select(key => key.Id)];
        }
    }

    /// <summary>Blanks the deleted keys of an account.</summary>
    public void Blank(string accountId)
    {
        lock (_gate)
        {
            foreach (var key in _keys.Values.Where(key => key.AccountId == accountId && key.State == KeyState.Deleted).ToArray())
            {
                _keys[key.Id] = key with { Name = Erasure.ErasedName, Addresses = [], Applications = [], Metadata = new Dictionary<string, string>() };
            }
        }
    }

    private static bool IsUnder(KeySecret secret, int version, DateTimeOffset at) =>
        secret.PepperVersion == version && (secret.EndsAt is null || secret.EndsAt > at);

    private bool Rewrite(SecretRehash rehash)
    {
        if (!_handles.TryGetValue(rehash.Old.Handle, out var id)
            || _keys[id].Secrets.FirstOrDefault(secret => secret.Handle == rehash.Old.Handle) is not { } stored
            || stored.Hash != rehash.Old.Hash
            || stored.PepperVersion != rehash.Old.PepperVersion
            || (rehash.New.Handle != rehash.Old.Handle && _handles.ContainsKey(rehash.New.Handle)))
        {
            return false;
        }

        var secret = stored with { Handle = rehash.New.Handle, Hash = rehash.New.Hash, PepperVersion = rehash.New.PepperVersion };
        _handles.Remove(rehash.Old.Handle);
        _handles.Add(secret.Handle, id);
        _keys[id] = _keys[id] with { Secrets = [.. _keys[id].Secrets.Select(other => other.Handle == stored.Handle ? secret : other)] };
        if (secret.Handle != stored.Handle)
        {
            _imports.Add(new KeyImport(rehash.Api, secret.PepperVersion));
            _keys[id] = _keys[id] with { Version = _keys[id].Version + 1 };
        }

        return true;
    }

    private void Note(ApiKey key)
    {
        foreach (var secret in key.Secrets)
        {
            _handles.Add(secret.Handle, key.Id);
        }
    }
}

/// <summary>The request log in memory.</summary>
internal sealed class InMemoryRequestLogStore : IRequestLogStore
{
    private const int RemovedAtOnce = 10_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<(DateTimeOffset At, long Count), RequestLogEntry> _entries = [];
    private readonly Dictionary<string, RequestLogEntry> _byId = new(StringComparer.Ordinal);
    private readonly UsageTally _tally = new();
    private readonly KeyUseTally _useTally = new();
    private readonly Dictionary<string, KeyUse> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<UsageName, UsageCount> _usage = [];
    private readonly Dictionary<string, HashSet<string>> _erasedAddresses = new(StringComparer.Ordinal);
    private DateTimeOffset? _trimmed;
    private long _count;

    public ValueTask AppendAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var record in records)
            {
                var entry = RequestLogEntries.Of(record);
                if (_byId.TryAdd(entry.Id, entry))
                {
                    _entries.Add((entry.At, _count++), entry);
                    _tally.Add(record);
                    _useTally.Add(record);
                }
            }

            foreach (var (key, use) in _useTally.Due.Where(
                use => !(_uses.GetValueOrDefault(use.Key)?.At is { } kept && kept > use.Value.At && kept <= _useTally.Ahead)))
            {
                _uses[key] = use;
            }

            _useTally.Written();
            _tally.Written();
            foreach (var (name, count) in _tally.Take())
            {
                _usage[name] = _usage.GetValueOrDefault(name) + count;
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<RequestLogEntry?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<RequestLogEntry?>(_byId.GetValueOrDefault(id));
        }
    }

    public ValueTask<RequestLogPage> SearchAsync(RequestLogQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // A cursor is the place from the oldest; nothing is removed from under it in a test's time.
            var matching = _entries.Values.Select((entry, place) => (Entry: entry, Place: (long)place))
                .Where(line => (query.Id ?? line.Entry.Id) == line.Entry.Id && query.Matches(line.Entry) && line.Place < (query.Cursor ?? long.MaxValue))
                .Reverse()
                .Take(query.Limit + 1)
                .ToList();
            var page = matching.Take(query.Limit).ToList();
            return new ValueTask<RequestLogPage>(
                new RequestLogPage([.. page.Select(line => line.Entry)], matching.Count > query.Limit ? page[^1].Place : null));
        }
    }

    public ValueTask<int> TrimAsync(DateTimeOffset before, RequestLogLimits keep, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var old = _entries.GroupBy(line => line.Value.Traffic)
                .SelectMany(kind => kind.Where((line, place) => place < kind.Count() - keep.Of(kind.Key) || line.Key.At < before))
                .OrderBy(line => line.Key)
                .Take(RemovedAtOnce)
                .ToList();
            foreach (var (key, entry) in old)
            {
                _entries.Remove(key);
                _byId.Remove(entry.Id);
            }

            return new ValueTask<int>(old.Count);
        }
    }

    public ValueTask<IReadOnlyList<UsageRow>> ReadUsageAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var counts = _usage.Where(row => Matches(query, row.Key))
                .GroupBy(row => (row.Key.Api, Value: query.IsByApi ? string.Empty : ShownOf(query, row.Key.Value)));
            var listed = counts.OrderByDescending(rows => rows.Sum(row => query.IsByErrors ? row.Value.Errors : row.Value.Requests))
                .ThenBy(rows => rows.Key.Api, StringComparer.Ordinal)
                .ThenBy(rows => rows.Key.Value, StringComparer.Ordinal)
                .Where(rows => !query.IsByErrors || rows.Any(row => row.Value.Errors > 0))
                .Take(query.Limit);
            return new ValueTask<IReadOnlyList<UsageRow>>(
            [
                .. listed.SelectMany(rows => rows.GroupBy(row => query.IsSeries ? StartOf(query, row.Key) : 0).Select(time => RowOf(time.Key, rows.Key, time)))
                    .OrderBy(row => row.Start)
                    .ThenByDescending(row => query.IsByErrors ? row.Errors : row.Requests),
            ]);
        }
    }

    public ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyDictionary<string, KeyUse>>(_uses.Where(use => keyIds.Contains(use.Key)).ToDictionary());
        }
    }

    public ValueTask<ErasedRequests> EraseAsync(string accountId, long after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var erased = _entries.Where(line => line.Value.AccountId == accountId && line.Value != line.Value.Erased()).ToList();
            if (!_erasedAddresses.TryGetValue(accountId, out var addresses))
            {
                _erasedAddresses[accountId] = addresses = new HashSet<string>(StringComparer.Ordinal);
            }

            addresses.UnionWith(erased.Select(line => line.Value.Address).OfType<string>());
            foreach (var (place, entry) in erased)
            {
                _entries[place] = _byId[entry.Id] = entry.Erased();
            }

            return new ValueTask<ErasedRequests>(new ErasedRequests(Next: null, erased.Count));
        }
    }

    public ValueTask<UsagePlace?> EraseUsageAsync(string accountId, UsagePlace? place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_erasedAddresses.Remove(accountId, out var addresses))
            {
                var byAddress = _usage.Keys.Where(name => name.Dimension is UsageDimension.Address or UsageDimension.Impatient);
                foreach (var name in byAddress.Where(name => addresses.Contains(name.Value)).ToArray())
                {
                    _usage.Remove(name);
                }
            }

            return new ValueTask<UsagePlace?>((UsagePlace?)null);
        }
    }

    public ValueTask EraseKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var key in _uses.Keys.Where(name => keyIds.Contains(KeyUse.KeyOf(name))).ToArray())
            {
                _uses[key] = _uses[key] with { Address = null };
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<int> CountAsync(string accountId, int most, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<int>(_entries.Values.Where(entry => entry.AccountId == accountId).Take(most).Count());
        }
    }

    public ValueTask<int> TrimUsageAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Minutes stay, for hours and days are made of them.
            var removed = _trimmed == now ? 0 : 1;
            _trimmed = now;
            return new ValueTask<int>(removed);
        }
    }

    private static long StartOf(UsageQuery query, UsageName name) => name.Start - (name.Start % query.Grain.Ticks());

    private bool Matches(UsageQuery query, UsageName name) =>
        name.Dimension == query.Dimension
        && StartOf(query, name) >= query.From.UtcTicks
        && StartOf(query, name) < query.To.UtcTicks
        && !(StartOf(query, name) < (_trimmed - query.Grain.KeptFor())?.UtcTicks)
        && (query.Api ?? name.Api) == name.Api
        && (query.Values is null || query.Values.Contains(name.Value))
        && (query.First is null || name.Value.StartsWith(query.First + UsagePair.Separator, StringComparison.Ordinal))
        && (query.Second is null || name.Value.EndsWith(UsagePair.Separator + query.Second, StringComparison.Ordinal));

    private static string ShownOf(UsageQuery query, string value) => query switch
    {
        { First: { } first } => value[(first.Length + 1)..],
        { Second: { } second } => value[..^(second.Length + 1)],
        _ => value,
    };

    private static UsageRow RowOf(long start, (string Api, string Value) of, IEnumerable<KeyValuePair<UsageName, UsageCount>> rows)
    {
        var sum = rows.Aggregate(default(UsageCount), (sum, row) => sum + row.Value);
        return new UsageRow
        {
            Start = start,
            Api = of.Api,
            Value = of.Value,
            Requests = sum.Requests,
            Errors = sum.Errors,
            DurationMicroseconds = sum.DurationMicroseconds,
            LongestMicroseconds = sum.LongestMicroseconds,
        };
    }
}
