using System.Data.Common;
using Dapper;
using Lintel.Sessions;

namespace Lintel.Storage;

/// <summary>People and sessions in a database.</summary>
internal sealed partial class SessionStore(IDatabase database) : ISessionStore
{
    private const int RemovedAtOnce = 1000;

    private const string SelectedSession =
        """
        SELECT id, hash, api, account_id AS AccountId, user_id AS UserId, created_at AS CreatedAt, expires_at AS ExpiresAt, key_id AS KeyId,
               key_handle AS KeyHandle
        FROM session
        """;

    public async ValueTask<IReadOnlyList<Session>?> AddSessionAsync(Session session, string? passwordHash, CancellationToken cancellationToken) =>
        await database.WriteAsync<IReadOnlyList<Session>?>(
        async connection =>
        {
            var admitted = await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM \"user\" WHERE id = @UserId AND disabled_at IS NULL AND (@passwordHash IS NULL OR password_hash = @passwordHash)",
                new { session.UserId, passwordHash }) == 1;
            if (!admitted)
            {
                return null;
            }

            await InsertAsync(connection, session);
            return await RemoveTooManyAsync(connection, session);
        },
        cancellationToken);

    public async ValueTask<bool> TrimSessionsAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at <= @EndedBefore ORDER BY expires_at LIMIT @RemovedAtOnce)",
            new { EndedBefore = Columns.FromMoment(endedBefore), RemovedAtOnce }),
        cancellationToken) == RemovedAtOnce;

    public async ValueTask<IReadOnlyList<Session>> ListSessionsAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<SessionRow>(
                $"{SelectedSession} WHERE user_id = @userId AND expires_at > @now ORDER BY created_at DESC, id",
                new { userId, now = Columns.FromMoment(now) }),
            cancellationToken);
        return [.. rows.Select(row => row.ToSession())];
    }

    public async ValueTask<IReadOnlyList<Session>> ListKeptSessionsAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<SessionRow>(
                $"{SelectedSession} WHERE user_id IN @userIds ORDER BY user_id, created_at DESC, id", new { userIds }),
            cancellationToken);
        return [.. rows.Select(row => row.ToSession())];
    }

    public async ValueTask<IReadOnlyList<Session>?> RemoveSessionsAsync(string userId, CancellationToken cancellationToken) =>
        await database.WriteAsync<IReadOnlyList<Session>?>(
        async connection => await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM \"user\" WHERE id = @userId", new { userId }) == 0
            ? null
            : await RemoveAllAsync(connection, userId, kept: null),
        cancellationToken);

    public async ValueTask<Session?> FindSessionAsync(SessionHandle handle, CancellationToken cancellationToken)
    {
        var (low, high) = Columns.FromHandle(handle);
        var row = await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<SessionRow>($"{SelectedSession} WHERE hash BETWEEN @low AND @high", new { low, high }),
            cancellationToken);
        return row?.ToSession();
    }

    public async ValueTask<Session?> FindSessionByIdAsync(string id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<SessionRow>($"{SelectedSession} WHERE id = @id", new { id }), cancellationToken))?.ToSession();

    public async ValueTask<Session?> RemoveSessionAsync(string id, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<SessionRow>($"{SelectedSession} WHERE id = @id", new { id });
            await connection.ExecuteAsync("DELETE FROM session WHERE id = @id", new { id });
            return row?.ToSession();
        },
        cancellationToken);

    internal static async Task<Session[]> RemoveAllAsync(DbConnection connection, string userId, string? kept)
    {
        var rows = (await connection.QueryAsync<SessionRow>(
            $"{SelectedSession} WHERE user_id = @userId AND id <> @kept",
            new { userId, kept = kept ?? string.Empty })).AsList();
        await connection.ExecuteAsync("DELETE FROM session WHERE user_id = @userId AND id <> @kept", new { userId, kept = kept ?? string.Empty });
        return [.. rows.Select(row => row.ToSession())];
    }

    private static Task<int> InsertAsync(DbConnection connection, Session session) => connection.ExecuteAsync(
        """
        INSERT INTO session (id, hash, api, account_id, user_id, created_at, expires_at, key_id, key_handle)
        VALUES (@Id, @Hash, @Api, @AccountId, @UserId, @CreatedAt, @ExpiresAt, @KeyId, @KeyHandle)
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
            KeyId = session.BegunWith?.Id,
            KeyHandle = session.BegunWith is { } key ? Columns.FromHandle(key.Handle) : null,
        });

    private static async Task<Session[]> RemoveTooManyAsync(DbConnection connection, Session added)
    {
        var rows = (await connection.QueryAsync<SessionRow>(
            $"{SelectedSession} WHERE user_id = @UserId ORDER BY id = @Id DESC, created_at DESC, id LIMIT @All OFFSET @Kept",
            new { added.UserId, added.Id, All = long.MaxValue, Kept = ISessionStore.SessionsOfAUser })).AsList();
        await connection.ExecuteAsync("DELETE FROM session WHERE id = @Id", rows.Select(row => new { row.Id }));
        return [.. rows.Select(row => row.ToSession())];
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

        public string? KeyId { get; set; }

        public byte[]? KeyHandle { get; set; }

        public Session ToSession() => new()
        {
            Id = Id,
            Hash = Hash,
            Api = Api,
            AccountId = AccountId,
            UserId = UserId,
            CreatedAt = Columns.ToMoment(CreatedAt),
            ExpiresAt = Columns.ToMoment(ExpiresAt),
            BegunWith = KeyId is { } id && KeyHandle is { } handle ? new SessionKey(id, Columns.ToHandle(handle)) : null,
        };
    }
}
