using System.Data;
using Dapper;

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
    public IReadOnlyList<Application> List(string accountId) => database.Read(connection => connection
        .Query<Row>($"SELECT {Columns} FROM applications WHERE account_id = @accountId ORDER BY id DESC", new { accountId })
        .Select(row => row.Load())
        .ToList());

    /// <summary>An application, if it is the account's.</summary>
    public Application? Find(string accountId, long id) => database.Read(connection => Find(connection, accountId, id));

    /// <summary>Whether all of these are the account's.</summary>
    public bool HasAll(string accountId, IReadOnlyList<string> applications) => database.Read(connection => applications.All(text =>
        connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM applications WHERE id = @id AND account_id = @accountId", new { id = RecordId.NumberOf(text), accountId }) == 1));

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
            connection =>
            {
                var refusal = PlanLimit.Applications.Check(connection, account, 1);
                if (refusal is null)
                {
                    Insert(connection, row);
                }

                return refusal;
            },
            cancellationToken);
    }

    /// <summary>Changes settings.</summary>
    /// <returns>The application as it is now, or that it is gone.</returns>
    public Task<Outcome<ApplicationSettings>> EditAsync(Application application, SettingsChange change, CancellationToken cancellationToken) =>
        database.WriteAsync(
        connection =>
        {
            connection.Execute(
                """
                UPDATE applications SET name = COALESCE(@Name, name), requires_client_id = COALESCE(@RequiresClientId, requires_client_id),
                  credentials_type = COALESCE(@CredentialsType, credentials_type)
                WHERE id = @Id AND account_id = @AccountId
                """,
                new { change.Name, change.RequiresClientId, change.CredentialsType, application.Id, application.AccountId });
            return Find(connection, application.AccountId, application.Id) is { } now
                ? new ApplicationSettings(now, LevelStore.List(connection, now))
                : (Outcome<ApplicationSettings>)Refusals.Missing("Application");
        },
        cancellationToken);

    /// <summary>Replaces runtime keys.</summary>
    public Task<Outcome<Application>> RotateAsync(Application application, RuntimeKeyChoice choice, CancellationToken cancellationToken)
    {
        var (socket, http, now) = (choice.Socket ? NewKey() : null, choice.Http ? NewKey() : null, Now());
        return database.WriteAsync(
            connection =>
            {
                connection.Execute(
                    """
                    UPDATE applications SET socket_key = COALESCE(@socket, socket_key), http_key = COALESCE(@http, http_key), keys_updated_at = @now
                    WHERE id = @Id AND account_id = @AccountId
                    """,
                    new { socket, http, now, application.Id, application.AccountId });
                return Find(connection, application.AccountId, application.Id) is { } changed ? changed : (Outcome<Application>)Refusals.Missing("Application");
            },
            cancellationToken);
    }

    /// <summary>Deletes an application with everything in it.</summary>
    public Task<Refusal?> DeleteAsync(Application application, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var deleted = connection.Execute(
                "DELETE FROM applications WHERE id = @Id AND account_id = @AccountId",
                new { application.Id, application.AccountId });
            connection.Execute(
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
    public static void Ensure(IDbConnection connection, long id, string accountId, string name, DateTimeOffset now)
    {
        var isThere = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM applications WHERE id = @id", new { id }) == 1;
        if (!isThere)
        {
            Insert(
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
    public static bool IsThere(IDbConnection connection, Application application) =>
        connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM applications WHERE id = @Id AND account_id = @AccountId",
            new { application.Id, application.AccountId }) == 1;

    private static Application? Find(IDbConnection connection, string accountId, long id) => connection
        .QuerySingleOrDefault<Row>($"SELECT {Columns} FROM applications WHERE id = @id AND account_id = @accountId", new { id, accountId })
        ?.Load();

    private static void Insert(IDbConnection connection, Row row) => connection.Execute(
        """
        INSERT INTO applications (id, account_id, name, requires_client_id, credentials_type, socket_key, http_key, keys_updated_at, created_at)
        VALUES (@Id, @AccountId, @Name, @RequiresClientId, @CredentialsType, @SocketKey, @HttpKey, @KeysUpdatedAt, @KeysUpdatedAt)
        """,
        row);

    private static string NewKey() => Base62.Random(KeyLength);

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
