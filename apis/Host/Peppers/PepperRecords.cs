using System.Buffers.Binary;
using System.Data.Common;
using Dapper;
using Lintel.Cluster;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Host.Peppers;

/// <summary>Counts what is stored under each version of the pepper. It only reads, also while hosts run.</summary>
internal sealed class PepperRecords : IAsyncDisposable
{
    private const string AuditCounts = "SELECT pepper_version, count(*) FROM audit_entry WHERE pepper_version IS NOT NULL GROUP BY pepper_version";

    private readonly IDatabase _records;
    private readonly IKeyStore _keys;
    private readonly PostgresStores? _stores;
    private readonly string _folder;

    private PepperRecords(IDatabase records, IKeyStore keys, IPepperCheckStore checks, PostgresStores? stores, string folder)
    {
        (_records, _keys, _stores, _folder) = (records, keys, stores, folder);
        Checks = new ReadOnlyPepperChecks(checks);
    }

    /// <summary>Which pepper the stored keys were made with; notes nothing.</summary>
    public IPepperCheckStore Checks { get; }

    /// <summary>Opens the records.</summary>
    /// <exception cref="StartupException">There are none.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static async Task<PepperRecords> OpenAsync(HostSettings settings)
    {
        if (settings.Postgres is { } connectionString)
        {
            var stores = await PostgresStores.OpenAsync(connectionString, TimeProvider.System);
            return new PepperRecords(stores.Records, stores.Keys, stores.PepperChecks, stores, settings.DataDirectory);
        }

        var file = new ReadOnlyFile(CommandRecords.RequireFile(settings));
        return new PepperRecords(file, new KeyStore(file, new EventHook()), new PepperCheckStore(file), stores: null, settings.DataDirectory);
    }

    /// <summary>Reads the pepper that the settings name, and compares it with the stored keys.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    /// <exception cref="PepperException">It cannot be read, or is another.</exception>
    public Task<Pepper> ReadPepperAsync(HostSettings settings) => CommandRecords.OpenPepperAsync(settings, Checks, "There is no pepper");

    /// <summary>Counts what is stored under each version, the highest first.</summary>
    public async Task<IReadOnlyList<PepperCount>> CountAsync()
    {
        var keys = (await _keys.CountByPepperAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None)).ToDictionary(use => use.Version);
        var webhooks = await CountWebhooksAsync();
        var audit = await _records.ReadAsync(async connection => (await connection.QueryAsync<(long Version, long Count)>(AuditCounts))
            .ToDictionary(row => (int)row.Version, row => row.Count));
        return
        [
            .. keys.Keys.Concat(webhooks.Keys).Concat(audit.Keys).Distinct().OrderDescending().Select(version => new PepperCount(
                version,
                keys.GetValueOrDefault(version).Keys,
                keys.GetValueOrDefault(version).PersonalTokens,
                webhooks.GetValueOrDefault(version),
                audit.GetValueOrDefault(version))),
        ];
    }

    /// <summary>Lists the nodes that live and make keys with an older version than some, and whether they know that one.</summary>
    public async Task<IReadOnlyList<(string Node, bool Knows)>> ListNodesBehindAsync(int version) => _stores is null
        ? []
        : NodesBehind(await _stores.Nodes.ListAsync(CancellationToken.None), version);

    internal static IReadOnlyList<(string Node, bool Knows)> NodesBehind(IEnumerable<NodeState> nodes, int version) =>
    [
        .. nodes.Where(node => node.LeaseUntil is not null && node.Description.MakesKeysBefore(version))
            .Select(node => (node.Node, node.Description.PepperVersions.Contains(version))),
    ];

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }
    }

    private async Task<Dictionary<int, long>> CountWebhooksAsync()
    {
        var counts = new Dictionary<int, long>();
        if (_stores is not null)
        {
            await _records.ReadAsync(async connection =>
            {
                var schemas = await connection.QueryAsync<string>(
                    "SELECT table_schema FROM information_schema.columns WHERE table_name = 'webhooks' AND column_name = 'sealed_secret'");
                foreach (var schema in schemas.AsList())
                {
                    await AddAsync(counts, connection, $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\".");
                }

                return 0;
            });
            return counts;
        }

        foreach (var path in Directory.GetFiles(_folder, "*.db"))
        {
            await using var file = new ReadOnlyFile(path);
            await file.ReadAsync(async connection =>
            {
                if (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'webhooks'") > 0)
                {
                    await AddAsync(counts, connection, string.Empty);
                }

                return 0;
            });
        }

        return counts;
    }

    // The version stands at the beginning of a sealed text.
    private static async Task AddAsync(Dictionary<int, long> counts, DbConnection connection, string schema)
    {
        var rows = await connection.QueryAsync<(byte[] Version, long Count)>(
            $"""
            SELECT substr(sealed_secret, 1, 2), count(*) FROM {schema}webhooks GROUP BY substr(sealed_secret, 1, 2)
            UNION ALL
            SELECT substr(sealed_secret, 1, 2), count(*) FROM {schema}webhook_old_secrets WHERE ends_at > @now GROUP BY substr(sealed_secret, 1, 2)
            """,
            new { now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() });
        foreach (var (bytes, count) in rows)
        {
            var version = BinaryPrimitives.ReadUInt16BigEndian(bytes);
            counts[version] = counts.GetValueOrDefault(version) + count;
        }
    }
}

/// <summary>Counts of what is stored under a version of the pepper.</summary>
/// <param name="Version">The version.</param>
/// <param name="Keys">Keys of accounts that can be used still.</param>
/// <param name="PersonalTokens">Personal tokens of operators, likewise.</param>
/// <param name="WebhookSecrets">Secrets of webhooks.</param>
/// <param name="AuditEntries">Entries of the audit log, which are verified with it.</param>
internal sealed record PepperCount(int Version, long Keys, long PersonalTokens, long WebhookSecrets, long AuditEntries)
{
    /// <summary>The keys and personal tokens.</summary>
    public long Credentials => Keys + PersonalTokens;

    /// <summary>Returns the counts in words.</summary>
    public string InWords() => string.Join(
        ", ",
        Plural.Of(Keys, "key"),
        Plural.Of(PersonalTokens, "personal token"),
        Plural.Of(WebhookSecrets, "webhook secret"),
        Plural.Of(AuditEntries, "audit entry", "audit entries"));
}
