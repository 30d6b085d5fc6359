using System.Data.Common;
using Dapper;
using Lintel.Operators;

namespace Lintel.Storage;

/// <summary>Operators in a database: each is a row beside that of the person who signs in.</summary>
internal sealed class OperatorStore(IDatabase database) : IOperatorStore
{
    // No password opens the account of an operator: this is no hash of any.
    private const string NoPassword = "!";

    private const string Selected =
        """
        SELECT o.id, u.login, o.name, o.role, u.created_at AS CreatedAt, u.disabled_at AS DisabledAt, o.signed_in_at AS SignedInAt, o.version
        FROM operator o JOIN "user" u ON u.id = o.id
        """;

    public async ValueTask<bool> AddAsync(Operator added, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var isNew = await connection.ExecuteAsync(
                """
                INSERT INTO "user" (id, api, account_id, login, password_hash, created_at)
                VALUES (@Id, @Api, @AccountId, @Login, @NoPassword, @CreatedAt)
                ON CONFLICT (api, login) DO NOTHING
                """,
                new
                {
                    added.Id,
                    OperatorService.Api,
                    OperatorService.AccountId,
                    added.Login,
                    NoPassword,
                    CreatedAt = Columns.FromMoment(added.CreatedAt),
                }) == 1;
            if (isNew)
            {
                await connection.ExecuteAsync(
                    "INSERT INTO operator (id, name, role, version) VALUES (@Id, @Name, @Role, @Version)",
                    new { added.Id, added.Name, Role = added.Role.ToString(), added.Version });
            }

            return isNew;
        },
        cancellationToken);

    public async ValueTask<Operator?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => FindAsync(connection, id), cancellationToken);

    public async ValueTask<Operator?> FindByLoginAsync(string login, CancellationToken cancellationToken) => (await database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<OperatorRow>(
            $"{Selected} WHERE u.api = @Api AND u.login = @login",
            new { OperatorService.Api, login }),
        cancellationToken))?.ToOperator();

    public async ValueTask<Operator?> FindOwnerAsync(CancellationToken cancellationToken) => (await database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<OperatorRow>(
            $"{Selected} WHERE o.role = @Owner AND u.disabled_at IS NULL ORDER BY u.created_at, o.id LIMIT 1",
            new { Owner = nameof(OperatorRole.Owner) }),
        cancellationToken))?.ToOperator();

    public async ValueTask<bool> HasSignedInAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM operator WHERE signed_in_at IS NOT NULL"),
        cancellationToken) > 0;

    public async ValueTask<IReadOnlyList<Operator>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<OperatorRow>(
                $"{Selected} WHERE o.id > @After ORDER BY o.id LIMIT @limit",
                new { After = after ?? string.Empty, limit }),
            cancellationToken);
        return [.. rows.Select(row => row.ToOperator())];
    }

    public async ValueTask<OperatorWrite> UpdateAsync(Operator changed, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var isOwner = changed is { Role: OperatorRole.Owner, DisabledAt: null };
            return await RefuseAsync(connection, changed.Id, changed.Version - 1, staysOwner: isOwner)
                ?? (await HasOtherLoginAsync(connection, changed) ? OperatorWrite.Not(OperatorOutcome.LoginTaken) : await ReplaceAsync(connection, changed));
        },
        cancellationToken);

    public async ValueTask<OperatorWrite> RemoveAsync(string id, long version, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            if (await RefuseAsync(connection, id, version, staysOwner: false) is { } refused)
            {
                return refused;
            }

            var ended = await SessionStore.RemoveAllAsync(connection, id, kept: null);
            await connection.ExecuteAsync("DELETE FROM \"user\" WHERE id = @id", new { id });
            return new OperatorWrite(OperatorOutcome.Done, ended);
        },
        cancellationToken);

    public async ValueTask NoteSignInAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync("UPDATE operator SET signed_in_at = @At WHERE id = @id", new { id, At = Columns.FromMoment(at) }),
        cancellationToken);

    public async ValueTask<bool> PutLinkAsync(SignInLink link, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            INSERT INTO sign_in_link (operator_id, digest, expires_at)
            SELECT o.id, @Digest, @ExpiresAt FROM operator o JOIN "user" u ON u.id = o.id WHERE o.id = @OperatorId AND u.disabled_at IS NULL
            ON CONFLICT (operator_id) DO UPDATE SET digest = excluded.digest, expires_at = excluded.expires_at
            """,
            new { link.OperatorId, link.Digest, ExpiresAt = Columns.FromMoment(link.ExpiresAt) }),
        cancellationToken) == 1;

    public async ValueTask<string?> FindLinkAsync(byte[] digest, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => FindLinkAsync(connection, digest, now), cancellationToken);

    public async ValueTask<string?> TakeLinkAsync(byte[] digest, DateTimeOffset now, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var id = await FindLinkAsync(connection, digest, now);
            return id is not null && await connection.ExecuteAsync("DELETE FROM sign_in_link WHERE digest = @digest", new { digest }) == 1 ? id : null;
        },
        cancellationToken);

    private static Task<string?> FindLinkAsync(DbConnection connection, byte[] digest, DateTimeOffset now) => connection.QuerySingleOrDefaultAsync<string>(
        "SELECT operator_id FROM sign_in_link WHERE digest = @digest AND expires_at > @Now",
        new { digest, Now = Columns.FromMoment(now) });

    private static async Task<Operator?> FindAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<OperatorRow>($"{Selected} WHERE o.id = @id", new { id }))?.ToOperator();

    /// <summary>Checks a change of an operator.</summary>
    /// <returns>The reason against it; null where it may be made.</returns>
    private static async Task<OperatorWrite?> RefuseAsync(DbConnection connection, string id, long version, bool staysOwner)
    {
        if (await FindAsync(connection, id) is not { } present)
        {
            return OperatorWrite.Not(OperatorOutcome.Missing);
        }

        if (present.Version != version)
        {
            return OperatorWrite.Not(OperatorOutcome.Stale);
        }

        return staysOwner || await HasOtherOwnerAsync(connection, id) ? null : OperatorWrite.Not(OperatorOutcome.LastOwner);
    }

    private static async Task<bool> HasOtherOwnerAsync(DbConnection connection, string id) => await connection.ExecuteScalarAsync<long>(
        "SELECT COUNT(*) FROM operator o JOIN \"user\" u ON u.id = o.id WHERE o.role = @Owner AND u.disabled_at IS NULL AND o.id <> @id",
        new { Owner = nameof(OperatorRole.Owner), id }) > 0;

    private static async Task<bool> HasOtherLoginAsync(DbConnection connection, Operator changed) => await connection.ExecuteScalarAsync<long>(
        "SELECT COUNT(*) FROM \"user\" WHERE api = @Api AND login = @Login AND id <> @Id",
        new { OperatorService.Api, changed.Login, changed.Id }) > 0;

    private static async Task<OperatorWrite> ReplaceAsync(DbConnection connection, Operator changed)
    {
        await connection.ExecuteAsync(
            "UPDATE \"user\" SET login = @Login, disabled_at = @DisabledAt WHERE id = @Id",
            new { changed.Id, changed.Login, DisabledAt = Columns.FromMoment(changed.DisabledAt) });
        await connection.ExecuteAsync(
            "UPDATE operator SET name = @Name, role = @Role, version = @Version WHERE id = @Id",
            new { changed.Id, changed.Name, Role = changed.Role.ToString(), changed.Version });
        if (changed.DisabledAt is null)
        {
            return new OperatorWrite(OperatorOutcome.Done, []);
        }

        await connection.ExecuteAsync("DELETE FROM sign_in_link WHERE operator_id = @Id", new { changed.Id });
        return new OperatorWrite(OperatorOutcome.Done, await SessionStore.RemoveAllAsync(connection, changed.Id, kept: null));
    }

    private sealed class OperatorRow
    {
        public string Id { get; set; } = string.Empty;

        public string Login { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public string Role { get; set; } = string.Empty;

        public long CreatedAt { get; set; }

        public long? DisabledAt { get; set; }

        public long? SignedInAt { get; set; }

        public long Version { get; set; }

        public Operator ToOperator() => new()
        {
            Id = Id,
            Login = Login,
            Name = Name,
            Role = Enum.Parse<OperatorRole>(Role),
            CreatedAt = Columns.ToMoment(CreatedAt),
            DisabledAt = Columns.ToMoment(DisabledAt),
            SignedInAt = Columns.ToMoment(SignedInAt),
            Version = Version,
        };
    }
}
