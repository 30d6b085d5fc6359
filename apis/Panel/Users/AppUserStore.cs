using System.Data.Common;
using Dapper;
using Lintel.Sessions;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The people who sign in to applications.</summary>
internal sealed class AppUserStore(PanelDatabase database, Snowflakes ids, TimeProvider clock)
{
    public const string Resource = "User";

    private static readonly Dictionary<string, string> Searched = new(StringComparer.Ordinal)
    {
        ["Login"] = "login",
        ["IPv4"] = "ip_address",
        ["Client id"] = "client_id"
    };

    public async Task<AppUserCount> CountAsync(Application application, SearchParameters? search, CancellationToken cancellationToken)
    {
        var filter = new TableFilter(application, search, Searched);
        return new AppUserCount(await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM users WHERE {filter}", filter.Parameters), cancellationToken));
    }

    public Task<TablePage<AppUser>> ListAsync(Application application, TableQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
                (await TablePage<AppUserRow>.ReadAsync(connection, AppUserRow.Columns, "users", new(application, query.SearchParams, Searched), query.CurrentPage))
                    .Select(row => row.Load()),
            cancellationToken);

    /// <summary>Adds a user.</summary>
    /// <returns>Why not, where the login is taken or does not suit, a level is unknown, or the plan allows no more.</returns>
    public Task<Refusal?> AddAsync(Account account, Application application, AppUserFields fields, string passwordHash, CancellationToken cancellationToken)
    {
        var user = new AppUser
        {
            Id = ids.Next(),
            Login = fields.Login!,
            PasswordHash = passwordHash,
            Comment = fields.Comment.Value,
            ClientId = fields.ClientId.Value,
            IpAddress = fields.IpAddress.Value,
            Settings = fields.Settings!,
            CreatedAt = clock.GetUtcNow(),
        };
        return database.WriteAsync(
            async connection =>
            {
                var refusal = await ApplicationStore.IsThereAsync(connection, application)
                    ? await CheckAsync(connection, application, user)
                    : Refusals.Missing("Application");
                refusal ??= await PlanLimit.Users.CheckAsync(connection, account, 1);
                if (refusal is null)
                {
                    await InsertAsync(connection, application, user);
                }

                return refusal;
            },
            cancellationToken);
    }

    /// <summary>Changes a user.</summary>
    public Task<Refusal?> EditAsync(Application application, long id, AppUserFields fields, string? passwordHash, CancellationToken cancellationToken) =>
        database.WriteAsync(
        async connection =>
        {
            if (await FindAsync(connection, application, id) is not { } user)
            {
                return Refusals.Missing(Resource);
            }

            var changed = user with
            {
                Login = fields.Login ?? user.Login,
                PasswordHash = passwordHash ?? user.PasswordHash,
                Comment = fields.Comment.Or(user.Comment),
                ClientId = fields.ClientId.Or(user.ClientId),
                IpAddress = fields.IpAddress.Or(user.IpAddress),
                Settings = fields.Settings ?? user.Settings,
            };
            return await CheckAsync(connection, application, changed) ?? await SaveAsync(connection, application, changed);
        },
        cancellationToken);

    /// <summary>Does an action, on the user as it is in this transaction.</summary>
    public Task<Refusal?> ActAsync(Application application, AppUserAction action, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(connection => ActAsync(connection, application, action, now), cancellationToken);
    }

    public static Task<int> InsertAsync(DbConnection connection, Application application, AppUser user) => connection.ExecuteAsync(
        """
        INSERT INTO users (id, account_id, application_id, login, login_folded, password_hash, comment, client_id, ip_address, levels, requires_license,
          credentials_type, requires_client_id, created_at)
        VALUES (@Id, @accountId, @applicationId, @Login, @LoginFolded, @PasswordHash, @Comment, @ClientId, @IpAddress, @Levels, @RequiresLicense,
          @CredentialsType, @RequiresClientId, @CreatedAt)
        """,
        ParametersOf(application, user));

    public static async Task<bool> IsThereAsync(DbConnection connection, Application application, long id) =>
        await FindAsync(connection, application, id) is not null;

    /// <summary>The logins of some users, by id.</summary>
    public static async Task<Dictionary<long, string>> LoginsOfAsync(DbConnection connection, IEnumerable<long> users) => (await connection
        .QueryAsync<(long Id, string Login)>("SELECT id, login FROM users WHERE id IN @users", new { users = users.Distinct().ToArray() }))
        .ToDictionary(user => user.Id, user => user.Login);

    private static async Task<Refusal?> ActAsync(DbConnection connection, Application application, AppUserAction action, DateTimeOffset now)
    {
        var user = action.UserId is { } id ? await FindAsync(connection, application, id.Number) : null;
        if (user is null && action.UserId is not null)
        {
            return Refusals.Missing(Resource);
        }

        var license = action.LicenseId is { } licenseId ? await LicenseStore.FindAsync(connection, application, licenseId.Number) : null;
        if (license is null && action.LicenseId is not null)
        {
            return Refusals.Missing("License");
        }

        if (action.Lack is { } lack)
        {
            return Conflict.Because(lack);
        }

        return action.Action switch
        {
            AppUserActions.ResetClientId => await SaveAsync(connection, application, user! with { ClientId = null }),
            AppUserActions.LinkLicense => await LinkAsync(connection, application, user!, license!, now),
            _ => await DeleteAsync(connection, application, user),
        };
    }

    private static async Task<Refusal?> LinkAsync(DbConnection connection, Application application, AppUser user, License license, DateTimeOffset now)
    {
        var outcome = LicenseRules.Apply(license, new LicenseChange(LicenseActions.Link, UserId: user.Id), now);
        return outcome.TryGet(out var linked) ? await LicenseStore.SaveAsync(connection, application, linked) : outcome.Refusal;
    }

    /// <summary>Deletes a user, or all; their licenses stay and are nobody's.</summary>
    private static async Task<Refusal?> DeleteAsync(DbConnection connection, Application application, AppUser? user)
    {
        var parameters = new { applicationId = application.Id, application.AccountId, id = user?.Id };
        var (one, holder) = user is null ? (string.Empty, "user_id IS NOT NULL") : ("AND id = @id", "user_id = @id");
        await connection.ExecuteAsync($"UPDATE licenses SET user_id = NULL WHERE application_id = @applicationId AND account_id = @AccountId AND {holder}", parameters);
        await connection.ExecuteAsync($"DELETE FROM users WHERE application_id = @applicationId AND account_id = @AccountId {one}", parameters);
        return null;
    }

    private static async Task<Refusal?> CheckAsync(DbConnection connection, Application application, AppUser user)
    {
        var others = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM users WHERE application_id = @applicationId AND login_folded = @folded AND id <> @Id",
            new { applicationId = application.Id, folded = AppUserRow.Fold(user.Login), user.Id });
        if (others > 0)
        {
            return Conflict.Because("Login is taken.");
        }

        return user.Settings.CredentialsType == CredentialsType.EmailPassword && !LoginName.IsEmailAddress(user.Login)
            ? Conflict.Because("Login must be an email address.")
            : await LevelStore.CheckKnownAsync(connection, application, user.Settings.Levels);
    }

    private static async Task<AppUser?> FindAsync(DbConnection connection, Application application, long id) => (await connection
        .QuerySingleOrDefaultAsync<AppUserRow>(
            $"SELECT {AppUserRow.Columns} FROM users WHERE id = @id AND application_id = @applicationId AND account_id = @AccountId",
            new { id, applicationId = application.Id, application.AccountId }))
        ?.Load();

    /// <returns>Null, for callers that answer with a refusal or none.</returns>
    private static async Task<Refusal?> SaveAsync(DbConnection connection, Application application, AppUser user)
    {
        await connection.ExecuteAsync(
            """
            UPDATE users SET login = @Login, login_folded = @LoginFolded, password_hash = @PasswordHash, comment = @Comment, client_id = @ClientId,
              ip_address = @IpAddress, levels = @Levels, requires_license = @RequiresLicense, credentials_type = @CredentialsType,
              requires_client_id = @RequiresClientId
            WHERE id = @Id AND application_id = @applicationId AND account_id = @accountId
            """,
            ParametersOf(application, user));
        return null;
    }

    private static DynamicParameters ParametersOf(Application application, AppUser user)
    {
        var parameters = new DynamicParameters(new AppUserRow(user));
        parameters.Add("applicationId", application.Id);
        parameters.Add("accountId", application.AccountId);
        return parameters;
    }
}
