using Dapper;
using Lintel.Sessions;

namespace Lintel.Storage;

/// <summary>The people, and where they have signed in.</summary>
internal sealed partial class SessionStore
{
    private const string SelectedUser =
        "SELECT id, api, account_id AS AccountId, login, password_hash AS PasswordHash, created_at AS CreatedAt, disabled_at AS DisabledAt FROM \"user\"";

    public async ValueTask<bool> AddUserAsync(User user, Account? account, Session? session, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var added = await connection.ExecuteAsync(
                """
                INSERT INTO "user" (id, api, account_id, login, password_hash, created_at)
                VALUES (@Id, @Api, @AccountId, @Login, @PasswordHash, @CreatedAt)
                ON CONFLICT (api, login) DO NOTHING
                """,
                new { user.Id, user.Api, user.AccountId, user.Login, user.PasswordHash, CreatedAt = Columns.FromMoment(user.CreatedAt) }) == 1;
            if (added && account is not null)
            {
                await AccountStore.InsertAsync(connection, account);
            }

            if (added && session is not null)
            {
                await InsertAsync(connection, session);
            }

            return added;
        },
        cancellationToken);

    public async ValueTask<User?> FindUserAsync(string id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<UserRow>($"{SelectedUser} WHERE id = @id", new { id }), cancellationToken))?.ToUser();

    public async ValueTask<User?> FindUserByLoginAsync(string api, string login, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<UserRow>($"{SelectedUser} WHERE api = @api AND login = @login", new { api, login }),
            cancellationToken))?.ToUser();

    public async ValueTask<IReadOnlyList<User>> ListUsersAsync(UserQuery query, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<UserRow>(
                $"{SelectedUser} WHERE account_id = @AccountId AND id > @After ORDER BY id LIMIT @Limit",
                new { query.AccountId, After = query.After ?? string.Empty, query.Limit }),
            cancellationToken);
        return [.. rows.Select(row => row.ToUser())];
    }

    public async ValueTask<IReadOnlyList<Session>?> SetDisabledAsync(string id, DateTimeOffset? disabledAt, CancellationToken cancellationToken)
    {
        long? at = disabledAt is { } moment ? Columns.FromMoment(moment) : null;
        return await database.WriteAsync<IReadOnlyList<Session>?>(
            async connection => await connection.ExecuteAsync("UPDATE \"user\" SET disabled_at = @at WHERE id = @id", new { id, at }) == 0 ? null
                : at is null ? []
                : await RemoveAllAsync(connection, id, kept: null),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Session>?> SetPasswordAsync(string id, PasswordChange change, CancellationToken cancellationToken) =>
        await database.WriteAsync<IReadOnlyList<Session>?>(
        async connection => await connection.ExecuteAsync(
            "UPDATE \"user\" SET password_hash = @Hash WHERE id = @id AND (@Expected IS NULL OR password_hash = @Expected)",
            new { id, change.Hash, change.Expected }) == 0 ? null
            : change.EndsSessions ? await RemoveAllAsync(connection, id, change.KeptSession)
            : [],
        cancellationToken);

    public async ValueTask<IReadOnlyList<Session>?> RemoveUserAsync(string id, CancellationToken cancellationToken) =>
        await database.WriteAsync<IReadOnlyList<Session>?>(
        async connection =>
        {
            var ended = await RemoveAllAsync(connection, id, kept: null);
            return await connection.ExecuteAsync("DELETE FROM \"user\" WHERE id = @id", new { id }) == 0 ? null : ended;
        },
        cancellationToken);

    public async ValueTask RememberOriginsAsync(string userId, IReadOnlyList<string> origins, DateTimeOffset at, CancellationToken cancellationToken) =>
        await database.WriteAsync(
        async connection =>
        {
            var seenAt = Columns.FromMoment(at);
            await connection.ExecuteAsync(
                """
                INSERT INTO user_origin (user_id, origin, seen_at) SELECT @userId, @origin, @seenAt FROM "user" WHERE id = @userId
                ON CONFLICT (user_id, origin) DO UPDATE SET seen_at = excluded.seen_at
                """,
                origins.Select(origin => new { userId, origin, seenAt }));
            return await connection.ExecuteAsync(
                """
                DELETE FROM user_origin WHERE user_id = @userId AND origin NOT IN
                  (SELECT origin FROM user_origin WHERE user_id = @userId ORDER BY seen_at DESC, origin LIMIT @Kept)
                """,
                new { userId, Kept = ISessionStore.OriginsOfAUser });
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<string>> FindOriginsAsync(
        string userId,
        IReadOnlyList<string> origins,
        DateTimeOffset since,
        CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection => (await connection.QueryAsync<string>(
                "SELECT origin FROM user_origin WHERE user_id = @userId AND origin IN @origins AND seen_at >= @since",
                new { userId, origins, since = Columns.FromMoment(since) })).AsList(),
            cancellationToken);

    private sealed class UserRow
    {
        public string Id { get; set; } = string.Empty;

        public string Api { get; set; } = string.Empty;

        public string AccountId { get; set; } = string.Empty;

        public string Login { get; set; } = string.Empty;

        public string PasswordHash { get; set; } = string.Empty;

        public long CreatedAt { get; set; }

        public long? DisabledAt { get; set; }

        public User ToUser() => new()
        {
            Id = Id,
            Api = Api,
            AccountId = AccountId,
            Login = Login,
            PasswordHash = PasswordHash,
            CreatedAt = Columns.ToMoment(CreatedAt),
            DisabledAt = DisabledAt is { } at ? Columns.ToMoment(at) : null,
        };
    }
}
