using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The applications of the accounts.</summary>
internal sealed class ApplicationStore(PanelDatabase database, Snowflakes ids, TimeProvider clock)
{
    private const int KeyLength = 40;

    private const string Columns =
        """
        id AS Id, account_id AS AccountId, name AS Name, requires_client_id AS RequiresClientId, credentials_type AS CredentialsType,
        socket_key AS SocketKey, http_key AS HttpKey, keys_updated_at AS KeysUpdatedAt
        """;

    /// <summary>The applications of an account, newest first.</summary>
    public async Task<IReadOnlyList<Application>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection => (await connection
                .QueryAsync<Row>($"SELECT {Columns} FROM applications WHERE account_id = @accountId ORDER BY id DESC", new { accountId }))
                .Select(row => row.Load())
                .ToList(),
            cancellationToken);

    /// <summary>An application, if it is the account's.</summary>
    public Task<Application?> FindAsync(string accountId, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, accountId, id), cancellationToken);

    /// <summary>An application, whosever it is; for the management API.</summary>
    public Task<Application?> FindAsync(long id, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM applications WHERE id = @id", new { id }))?.Load(),
        cancellationToken);

    /// <summary>Whether all of these are the account's.</summary>
    public async Task<bool> HasAllAsync(string accountId, IReadOnlyList<string> applications, CancellationToken cancellationToken)
    {
        var wanted = applications.Select(RecordId.NumberOf).Distinct().ToArray();
        var found = await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM applications WHERE id IN @wanted AND account_id = @accountId",
                new { wanted, accountId }),
            cancellationToken);
        return found == wanted.Length;
    }

    /// <summary>Adds an application with new runtime keys.</summary>
    /// <returns>Why not, where the plan allows no more.</returns>
    public Task<Refusal?> AddAsync(Account account, string name, CancellationToken cancellationToken)
    {
        var row = new Row
        {
            Id = ids.Next(),
            AccountId = account.Id,
            Name = name,
            CredentialsType = CredentialsType.LoginPassword,
            SocketKey = NewKey(),
            HttpKey = NewKey(),
            KeysUpdatedAt = Now()
        };
        return database.WriteAsync(
            async connection =>
            {
                var refusal = await PlanLimit.Applications.CheckAsync(connection, account, 1);
                if (refusal is null)
                {
                    await InsertAsync(connection, row);
                }

                return refusal;
            },
            cancellationToken);
    }

    /// <summary>Changes settings.</summary>
    /// <returns>The application as it is now, or that it is gone.</returns>
    public Task<Outcome<ApplicationSettings>> EditAsync(Application application, SettingsChange change, CancellationToken cancellationToken) =>
        database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(
                """
                UPDATE applications SET name = COALESCE(@Name, name), requires_client_id = COALESCE(@RequiresClientId, requires_client_id),
                  credentials_type = COALESCE(@CredentialsType, credentials_type)
                WHERE id = @Id AND account_id = @AccountId
                """,
                new { change.Name, change.RequiresClientId, change.CredentialsType, application.Id, application.AccountId });
            return await FindAsync(connection, application.AccountId, application.Id) is { } now
                ? new ApplicationSettings(now, await LevelStore.ListAsync(connection, now))
                : (Outcome<ApplicationSettings>)Refusals.Missing("Application");
        },
        cancellationToken);

    /// <summary>Replaces runtime keys.</summary>
    public Task<Outcome<Application>> RotateAsync(Application application, RuntimeKeyChoice choice, CancellationToken cancellationToken)
    {
        var (socket, http, now) = (choice.Socket ? NewKey() : null, choice.Http ? NewKey() : null, Now());
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    UPDATE applications SET socket_key = COALESCE(@socket, socket_key), http_key = COALESCE(@http, http_key), keys_updated_at = @now
                    WHERE id = @Id AND account_id = @AccountId
                    """,
                    new { socket, http, now, application.Id, application.AccountId });
                return await FindAsync(connection, application.AccountId, application.Id) is { } changed ? changed : (Outcome<Application>)Refusals.Missing("Application");
            },
            cancellationToken);
    }

    /// <summary>Deletes an application with everything in it.</summary>
    public Task<Refusal?> DeleteAsync(Application application, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var deleted = await connection.ExecuteAsync(
                "DELETE FROM applications WHERE id = @Id AND account_id = @AccountId",
                new { application.Id, application.AccountId });
            await connection.ExecuteAsync(
                """
                DELETE FROM levels WHERE application_id = @Id;
                DELETE FROM licenses WHERE application_id = @Id;
                DELETE FROM users WHERE application_id = @Id;
                DELETE FROM blacklists WHERE application_id = @Id;
                DELETE FROM variables WHERE application_id = @Id;
                """,
                new { application.Id });
            return deleted == 1 ? null : Refusals.Missing("Application");
        },
        cancellationToken);

    /// <summary>Adds an application of the demo data where it is missing.</summary>
    public static async Task EnsureAsync(DbConnection connection, long id, string accountId, string name, DateTimeOffset now)
    {
        var isThere = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM applications WHERE id = @id", new { id }) == 1;
        if (!isThere)
        {
            await InsertAsync(
                connection,
                new Row
                {
                    Id = id,
                    AccountId = accountId,
                    Name = name,
                    CredentialsType = CredentialsType.LoginPassword,
                    SocketKey = NewKey(),
                    HttpKey = NewKey(),
                    KeysUpdatedAt = now.ToUnixTimeMilliseconds()
                });
        }
    }

    /// <summary>The same application inside a transaction: deleted ones take nothing new.</summary>
    public static async Task<bool> IsThereAsync(DbConnection connection, Application application) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM applications WHERE id = @Id AND account_id = @AccountId",
            new { application.Id, application.AccountId }) == 1;

    private static async Task<Application?> FindAsync(DbConnection connection, string accountId, long id) => (await connection
        .QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM applications WHERE id = @id AND account_id = @accountId", new { id, accountId }))
        ?.Load();

    private static Task<int> InsertAsync(DbConnection connection, Row row) => connection.ExecuteAsync(
        """
        INSERT INTO applications (id, account_id, name, requires_client_id, credentials_type, socket_key, http_key, keys_updated_at, created_at)
        VALUES (@Id, @AccountId, @Name, @RequiresClientId, @CredentialsType, @SocketKey, @HttpKey, @KeysUpdatedAt, @KeysUpdatedAt)
        """,
        row);

    private static string NewKey() => RandomText.Base62(KeyLength);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public required long Id { get; init; }

        public required string AccountId { get; init; }

        public required string Name { get; init; }

        public bool RequiresClientId { get; init; }

        public required string CredentialsType { get; init; }

        public required string SocketKey { get; init; }

        public required string HttpKey { get; init; }

        public required long KeysUpdatedAt { get; init; }

        public Application Load() => new()
        {
            Id = Id,
            AccountId = AccountId,
            Name = Name,
            RequiresClientId = RequiresClientId,
            CredentialsType = CredentialsType,
            SocketKey = SocketKey,
            HttpKey = HttpKey,
            KeysUpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(KeysUpdatedAt),
        };
    }
}
