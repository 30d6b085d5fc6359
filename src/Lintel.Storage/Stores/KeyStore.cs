using System.Data.Common;
using Dapper;
using Lintel.Events;
using Lintel.Keys;

namespace Lintel.Storage;

/// <summary>Keys in a database.</summary>
internal sealed class KeyStore(IDatabase database, EventHook events) : IKeyStore
{
    private const string Selected =
        """
        SELECT k.id, k.api, k.account_id AS AccountId, k.operator_id AS OperatorId, k.environment, k.name, k.scopes, k.addresses, k.applications, k.state,
               k.expires_at AS ExpiresAt, k.revoked_at AS RevokedAt, k.limits, k.metadata, k.created_at AS CreatedAt, k.version
        FROM api_key k
        """;

    private const string SelectedSecrets =
        """
        SELECT handle, key_id AS KeyId, place, hash, algorithm, pepper_version AS PepperVersion, hint, ends_at AS EndsAt FROM key_secret
        """;

    // Each list of ids is made once, and not for each key.
    private static readonly string HasText =
        $"""
        ({ListFilter.HasAnyCase("k.name", "Text")} OR {ListFilter.HasAnyCase("k.id", "Text")}
          OR k.id IN (SELECT s.key_id FROM key_secret s WHERE {ListFilter.HasAnyCase("s.hint", "Text")})
          OR k.account_id IN (SELECT a.id FROM account a WHERE {ListFilter.HasAnyCase("a.name", "Text")}))
        """;

    private const string InsertSecret =
        """
        INSERT INTO key_secret (handle, key_id, place, hash, algorithm, pepper_version, hint, ends_at)
        VALUES (@Handle, @KeyId, @Place, @Hash, @Algorithm, @PepperVersion, @Hint, @EndsAt)
        """;

    public async ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => FindOneAsync(connection, $"{Selected} JOIN key_secret s ON s.key_id = k.id WHERE s.handle = @Value", Columns.FromHandle(handle)),
        cancellationToken);

    public async ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => FindOneAsync(connection, $"{Selected} WHERE k.id = @Value", id), cancellationToken);

    public async ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        var filter = FilterOf(query);
        var order = query.AfterExpiry is null ? "k.id" : "k.expires_at, k.id";
        var deleted = query.IncludesDeleted ? string.Empty : "AND k.state <> 'Deleted'";
        var sql = $"{Selected} WHERE k.id > @After {deleted} {filter.Sql} ORDER BY {order} LIMIT @Limit";
        return await database.ReadAsync(connection => FindManyAsync(connection, sql, filter.Parameters), cancellationToken);
    }

    public async ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => InsertAsync(connection, [key]), cancellationToken);

    public async ValueTask<IReadOnlyList<KeyHandle>> ImportAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var handles = keys.SelectMany(key => key.Secrets).Select(secret => Columns.FromHandle(secret.Handle));
            var taken = (await connection.QueryAsync<byte[]>(
                "SELECT handle FROM key_secret WHERE handle IN @Handles",
                new { Handles = handles })).Select(Columns.ToHandle).ToArray();
            if (taken.Length == 0)
            {
                await InsertAsync(connection, keys);
                var imports = keys.SelectMany(key => key.Secrets, (key, secret) => new KeyImport(key.Api, secret.PepperVersion)).Distinct();
                await connection.ExecuteAsync(
                    "INSERT INTO key_import (api, pepper_version) VALUES (@Api, @PepperVersion) ON CONFLICT DO NOTHING",
                    imports.Select(import => new { import.Api, import.PepperVersion }));
            }

            return taken;
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<KeyImport>> ListImportsAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        async connection => (await connection.QueryAsync<(string Api, long PepperVersion)>("SELECT api, pepper_version FROM key_import ORDER BY api, pepper_version"))
            .Select(row => new KeyImport(row.Api, (int)row.PepperVersion))
            .ToArray(),
        cancellationToken);

    public async ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var before = await connection.QuerySingleOrDefaultAsync<string>("SELECT state FROM api_key WHERE id = @Id", new { key.Id });
            var changed = await connection.ExecuteAsync(
                """
                UPDATE api_key SET api = @Api, account_id = @AccountId, environment = @Environment, name = @Name, scopes = @Scopes, addresses = @Addresses, applications = @Applications,
                  state = @State, expires_at = @ExpiresAt, revoked_at = @RevokedAt, limits = @Limits, metadata = @Metadata, version = @Version
                WHERE id = @Id AND version = @Version - 1
                """,
                new KeyRow(key));
            if (changed == 0)
            {
                return false;
            }

            var newest = await connection.QueryFirstOrDefaultAsync<byte[]>(
                "SELECT handle FROM key_secret WHERE key_id = @Id ORDER BY place LIMIT 1", new { key.Id });
            if (!await HasSecretsAsync(connection, key))
            {
                await connection.ExecuteAsync("DELETE FROM key_secret WHERE key_id = @Id", new { key.Id });
                await connection.ExecuteAsync(InsertSecret, SecretRow.Of(key));
                if (newest is not null && key.Secrets is [var first, ..] && Columns.ToHandle(newest) != first.Handle)
                {
                    await events.AddAsync(connection, RecordEvents.Rotated(key));
                }
            }

            if (key.State == KeyState.Revoked && before != nameof(KeyState.Revoked))
            {
                await events.AddAsync(connection, RecordEvents.Revoked(key));
            }

            return true;
        },
        cancellationToken);

    public async ValueTask<int> RehashAsync(IReadOnlyList<SecretRehash> rehashes, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var rewritten = 0;
            foreach (var rehash in rehashes)
            {
                rewritten += rehash.Old.Handle == rehash.New.Handle
                    ? await RewriteAsync(connection, rehash)
                    : await MoveAsync(connection, rehash);
            }

            return rewritten;
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<PepperUse>> CountByPepperAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<(long Version, long Keys, long PersonalTokens)>(
                """
                SELECT s.pepper_version, count(DISTINCT CASE WHEN k.operator_id IS NULL THEN k.id END), count(DISTINCT CASE WHEN k.operator_id IS NULL THEN NULL ELSE k.id END)
                FROM key_secret s JOIN api_key k ON k.id = s.key_id
                WHERE s.pepper_version > 0 AND k.state IN ('Active', 'Disabled') AND (s.ends_at IS NULL OR s.ends_at > @At)
                GROUP BY s.pepper_version ORDER BY s.pepper_version
                """,
                new { At = Columns.FromMoment(at) }),
            cancellationToken);
        return [.. rows.Select(row => new PepperUse((int)row.Version, row.Keys, row.PersonalTokens))];
    }

    private static Task<int> RewriteAsync(DbConnection connection, SecretRehash rehash) => connection.ExecuteAsync(
        "UPDATE key_secret SET hash = @Hash, pepper_version = @Version WHERE handle = @Handle AND hash = @OldHash AND pepper_version = @OldVersion",
        new
        {
            Handle = Columns.FromHandle(rehash.Old.Handle),
            OldHash = rehash.Old.Hash.ToArray(),
            OldVersion = rehash.Old.PepperVersion,
            Hash = rehash.New.Hash.ToArray(),
            Version = rehash.New.PepperVersion,
        });

    // A row of its own in the place of the old one: nodes are told of rows that go, and forget what they keep under the old handle.
    private static async Task<int> MoveAsync(DbConnection connection, SecretRehash rehash)
    {
        var row = await connection.QuerySingleOrDefaultAsync<SecretRow>(
            $"""
            {SelectedSecrets} WHERE handle = @Handle AND hash = @OldHash AND pepper_version = @OldVersion
              AND NOT EXISTS (SELECT 1 FROM key_secret taken WHERE taken.handle = @NewHandle)
            """,
            new
            {
                Handle = Columns.FromHandle(rehash.Old.Handle),
                OldHash = rehash.Old.Hash.ToArray(),
                OldVersion = rehash.Old.PepperVersion,
                NewHandle = Columns.FromHandle(rehash.New.Handle),
            });
        if (row is null)
        {
            return 0;
        }

        // With a version of its own: a change that was begun with the old handle must not put it back, and leave the new one in memory.
        await connection.ExecuteAsync("UPDATE api_key SET version = version + 1 WHERE id = @KeyId", new { row.KeyId });
        await connection.ExecuteAsync("DELETE FROM key_secret WHERE handle = @Handle", new { row.Handle });
        row.Handle = Columns.FromHandle(rehash.New.Handle);
        row.Hash = rehash.New.Hash.ToArray();
        row.PepperVersion = rehash.New.PepperVersion;
        await connection.ExecuteAsync(InsertSecret, row);
        await connection.ExecuteAsync(
            "INSERT INTO key_import (api, pepper_version) VALUES (@Api, @PepperVersion) ON CONFLICT DO NOTHING",
            new { rehash.Api, row.PepperVersion });
        return 1;
    }

    private static ListFilter FilterOf(KeyQuery query) => new ListFilter(query.After, query.Limit)
        .Add("(k.operator_id IS NULL OR k.operator_id = @OnlyOperator)", "OnlyOperator", query.OnlyOperator)
        .Add("(k.expires_at, k.id) > (@AfterExpiry, @AfterId)", "AfterExpiry", query.AfterExpiry?.At.UtcTicks)
        .With("AfterId", query.AfterExpiry?.Id)
        .Where("k.account_id", "=", "AccountId", query.AccountId)
        .Where("k.api", "=", "Api", query.Api)
        .Where("k.operator_id", "=", "OperatorId", query.OperatorId)
        .Where("k.state", "=", "State", query.State?.ToString())
        .Where("k.expires_at", ">", "ExpiresAfter", query.ExpiresAfter?.UtcTicks)
        .Where("k.expires_at", "<", "ExpiresBefore", query.ExpiresBefore?.UtcTicks)
        .Add(
            "EXISTS (SELECT 1 FROM key_secret s WHERE s.key_id = k.id AND s.ends_at > @OldSecretsAfter)",
            "OldSecretsAfter",
            query.OldSecretsAfter?.UtcTicks)
        .Add(
            """
            k.state <> 'Revoked' AND EXISTS (
              SELECT 1 FROM key_secret s WHERE s.key_id = k.id AND s.pepper_version = @PepperVersion AND (s.ends_at IS NULL OR s.ends_at > @PepperAt))
            """,
            "PepperVersion",
            query.Pepper?.Version)
        .With("PepperAt", query.Pepper?.At.UtcTicks)
        .Containing("k.name", "Name", query.Name)
        .Add("k.id IN @Ids", "Ids", query.Ids)
        .Add(HasText, "Text", ListFilter.AnyCase(query.Text))
        .Listing("k.scopes", "Scope", query.Scope)
        .ListingOrAll("k.applications", "Application", query.Application)
        .WithMetadata("k.metadata", query.Metadata);

    // What has not changed is not written: serializable transactions that write beside each other in an index have to be run again.
    private static async Task<bool> HasSecretsAsync(DbConnection connection, ApiKey key)
    {
        var rows = (await connection.QueryAsync<SecretRow>($"{SelectedSecrets} WHERE key_id = @Id ORDER BY place", new { key.Id })).AsList();
        return rows.Count == key.Secrets.Count && rows.Zip(key.Secrets).All(pair => pair.First.ToSecret() == pair.Second);
    }

    private async Task<int> InsertAsync(DbConnection connection, IEnumerable<ApiKey> keys)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO api_key
              (id, api, account_id, operator_id, environment, name, scopes, addresses, applications, state, expires_at, revoked_at, limits, metadata, created_at, version)
            VALUES
              (@Id, @Api, @AccountId, @OperatorId, @Environment, @Name, @Scopes, @Addresses, @Applications, @State, @ExpiresAt, @RevokedAt, @Limits, @Metadata, @CreatedAt, @Version)
            """,
            keys.Select(key => new KeyRow(key)));
        var inserted = await connection.ExecuteAsync(InsertSecret, keys.SelectMany(SecretRow.Of));
        foreach (var key in keys)
        {
            await events.AddAsync(connection, RecordEvents.Created(key));
        }

        return inserted;
    }

    private static async Task<ApiKey?> FindOneAsync(DbConnection connection, string sql, object value)
    {
        var row = await connection.QuerySingleOrDefaultAsync<KeyRow>(sql, new { Value = value });

        // Both queries also where there is no key: the time must not tell.
        var secrets = await connection.QueryAsync<SecretRow>($"{SelectedSecrets} WHERE key_id = @Id ORDER BY place", new { Id = row?.Id ?? string.Empty });
        return row?.ToKey(secrets);
    }

    private static async Task<ApiKey[]> FindManyAsync(DbConnection connection, string sql, object parameters)
    {
        var rows = (await connection.QueryAsync<KeyRow>(sql, parameters)).AsList();
        var secrets = (await connection.QueryAsync<SecretRow>(
            $"{SelectedSecrets} WHERE key_id IN @Ids ORDER BY key_id, place",
            new { Ids = rows.Select(row => row.Id) })).ToLookup(secret => secret.KeyId);
        return [.. rows.Select(row => row.ToKey(secrets[row.Id]))];
    }
}
