using System.Data;
using Dapper;
using Lintel.Accounts;
using Lintel.Sessions;

namespace Lintel.Storage;

/// <summary>People and sessions in a database. Expired sessions go when others begin.</summary>
internal sealed class SessionStore(IDatabase database) : ISessionStore
{
    private const string SelectedUser = "SELECT id, api, account_id AS AccountId, login, password_hash AS PasswordHash, created_at AS CreatedAt FROM user";

    private const string SelectedSession =
        "SELECT id, hash, api, account_id AS AccountId, user_id AS UserId, created_at AS CreatedAt, expires_at AS ExpiresAt FROM session";

    public async ValueTask<bool> AddUserAsync(User user, Account? account, Session? session, CancellationToken cancellationToken) => await database.WriteAsync(
        connection =>
        {
            var added = connection.Execute(
                """
                INSERT INTO user (id, api, account_id, login, password_hash, created_at)
                VALUES (@Id, @Api, @AccountId, @Login, @PasswordHash, @CreatedAt)
                ON CONFLICT (api, login) DO NOTHING
                """,
                new { user.Id, user.Api, user.AccountId, user.Login, user.PasswordHash, CreatedAt = Columns.FromMoment(user.CreatedAt) }) == 1;
            if (added && account is not null)
            {
                AccountStore.Insert(connection, account);
            }

            if (added && session is not null)
            {
                Insert(connection, session);
            }

            return added;
        },
        cancellationToken);

    public ValueTask<User?> FindUserAsync(string id, CancellationToken cancellationToken) =>
        new(database.Read(connection => connection.QuerySingleOrDefault<UserRow>($"{SelectedUser} WHERE id = @id", new { id }))?.ToUser());

    public ValueTask<User?> FindUserByLoginAsync(string api, string login, CancellationToken cancellationToken) =>
        new(database.Read(connection => connection.QuerySingleOrDefault<UserRow>($"{SelectedUser} WHERE api = @api AND login = @login", new { api, login }))?.ToUser());

    public async ValueTask<IReadOnlyList<Session>> AddSessionAsync(Session session, CancellationToken cancellationToken) => await database.WriteAsync(
        connection =>
        {
            connection.Execute("DELETE FROM session WHERE expires_at <= @Now", new { Now = Columns.FromMoment(session.CreatedAt) });
            Insert(connection, session);
            return RemoveTooMany(connection, session);
        },
        cancellationToken);

    public ValueTask<Session?> FindSessionAsync(SessionHandle handle, CancellationToken cancellationToken)
    {
        var (low, high) = Columns.FromHandle(handle);
        var row = database.Read(connection => connection.QuerySingleOrDefault<SessionRow>($"{SelectedSession} WHERE hash BETWEEN @low AND @high", new { low, high }));
        return new ValueTask<Session?>(row?.ToSession());
    }

    public async ValueTask RemoveSessionAsync(string id, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => connection.Execute("DELETE FROM session WHERE id = @id", new { id }), cancellationToken);

    private static void Insert(IDbConnection connection, Session session) => connection.Execute(
        """
        INSERT INTO session (id, hash, api, account_id, user_id, created_at, expires_at)
        VALUES (@Id, @Hash, @Api, @AccountId, @UserId, @CreatedAt, @ExpiresAt)
        """,
        new
        {
            session.Id,
            session.Hash,
            session.Api,
            session.AccountId,
            session.UserId,
            CreatedAt = Columns.FromMoment(session.CreatedAt),
            ExpiresAt = Columns.FromMoment(session.ExpiresAt),
        });

    private static Session[] RemoveTooMany(IDbConnection connection, Session added)
    {
        var rows = connection.Query<SessionRow>(
            $"{SelectedSession} WHERE user_id = @UserId ORDER BY id = @Id DESC, created_at DESC, id LIMIT -1 OFFSET @Kept",
            new { added.UserId, added.Id, Kept = ISessionStore.SessionsOfAUser }).AsList();
        connection.Execute("DELETE FROM session WHERE id = @Id", rows.Select(row => new { row.Id }));
        return [.. rows.Select(row => row.ToSession())];
    }

    private sealed class UserRow
    {
        public string Id { get; set; } = string.Empty;

        public string Api { get; set; } = string.Empty;

        public string AccountId { get; set; } = string.Empty;

        public string Login { get; set; } = string.Empty;

        public string PasswordHash { get; set; } = string.Empty;

        public long CreatedAt { get; set; }

        public User ToUser() => new()
        {
            Id = Id,
            Api = Api,
            AccountId = AccountId,
            Login = Login,
            PasswordHash = PasswordHash,
            CreatedAt = Columns.ToMoment(CreatedAt),
        };
    }

    private sealed class SessionRow
    {
        public string Id { get; set; } = string.Empty;

        public byte[] Hash { get; set; } = [];

        public string Api { get; set; } = string.Empty;

        public string AccountId { get; set; } = string.Empty;

        public string UserId { get; set; } = string.Empty;

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public Session ToSession() => new()
        {
            Id = Id,
            Hash = Hash,
            Api = Api,
            AccountId = AccountId,
            UserId = UserId,
            CreatedAt = Columns.ToMoment(CreatedAt),
            ExpiresAt = Columns.ToMoment(ExpiresAt),
        };
    }
}
