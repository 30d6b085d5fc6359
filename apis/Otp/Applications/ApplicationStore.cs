using System.Data.Common;
using Dapper;
using Lintel.Applications;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>
/// The applications of the accounts. Nothing is kept beside the database, so that a rotation, suspension or deletion holds on the next request.
/// </summary>
internal sealed class ApplicationStore(OtpDatabase database, CredentialMaker credentials, WebhookStore webhooks, TimeProvider time)
{
    public async ValueTask<ClientApplication?> FindByClientIdAsync(string clientId, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection => (await connection
                .QuerySingleOrDefaultAsync<CredentialRow>(
                    """
                    SELECT id AS Id, account_id AS AccountId, environment AS Environment, suspended_by AS SuspendedBy, client_secret_hash AS ClientSecretHash, api_key_hash AS ApiKeyHash
                    FROM applications WHERE client_id = @clientId
                    """,
                    new { clientId }))?.Show(),
            cancellationToken);

    public Task<Page<Application>> ListAsync(string accountId, string projectId, PageQuery page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => Page<Application>.Of(
                (await connection.QueryAsync<ApplicationRow>(
                    $"{ApplicationRow.Select} WHERE project_id = @projectId AND account_id = @accountId AND position < @Before ORDER BY position DESC LIMIT @take",
                    new { accountId, projectId, page.Before, take = page.Limit + 1 })).AsList(),
                page.Limit,
                row => row.Position,
                row => row.Show()),
            cancellationToken);

    public Task<Application?> FindAsync(string accountId, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await FindAsync(connection, accountId, id))?.Show(), cancellationToken);

    /// <summary>An application whosever it is, for the operator of the platform.</summary>
    public Task<OwnedApplication?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.QuerySingleOrDefaultAsync<ApplicationRow>($"{ApplicationRow.Select} WHERE id = @id", new { id }) is { } row
            ? new OwnedApplication(row.AccountId, row.Show())
            : null,
        cancellationToken);

    /// <summary>The applications of all projects of an account, newest first.</summary>
    public Task<Page<Application>> ListAsync(string accountId, PageQuery page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => Page<Application>.Of(
                (await connection.QueryAsync<ApplicationRow>(
                    $"{ApplicationRow.Select} WHERE account_id = @accountId AND position < @Before ORDER BY position DESC LIMIT @take",
                    new { accountId, page.Before, take = page.Limit + 1 })).AsList(),
                page.Limit,
                row => row.Position,
                row => row.Show()),
            cancellationToken);

    /// <summary>Adds an application to a project that is still the account's.</summary>
    public Task<Outcome<Application>> AddAsync(string accountId, string projectId, NewApplication application, CancellationToken cancellationToken)
    {
        var (id, now, made) = (OtpIds.Application(), Now, credentials.Make(application.Environment));
        var (secretHash, keyHash) = (CredentialMaker.HashOf(made.ClientSecret), CredentialMaker.HashOf(made.ApiKey));
        return database.WriteAsync<Outcome<Application>>(
            async connection =>
            {
                if (!await ProjectStore.BelongsAsync(connection, accountId, projectId))
                {
                    return Missing.Project(projectId);
                }

                if (await ProjectStore.CheckRoomAsync(connection, projectId) is { } full)
                {
                    return full;
                }

                await connection.ExecuteAsync(
                    """
                    INSERT INTO applications
                        (id, account_id, project_id, position, name, environment, suspended_by, client_id, client_secret_hash, api_key_hash, created_at, updated_at)
                    SELECT @id, @accountId, @projectId, COALESCE(MAX(position), 0) + 1, @Name, @Environment, NULL, @ClientId, @secretHash, @keyHash, @now, @now
                    FROM applications WHERE account_id = @accountId
                    """,
                    new { id, accountId, projectId, application.Name, application.Environment, made.ClientId, secretHash, keyHash, now });
                return (await FindAsync(connection, accountId, id))!.Show(made);
            },
            cancellationToken);
    }

    /// <summary>Renames an application, or moves it to another project of the account.</summary>
    public Task<Outcome<Application>> EditAsync(
        string accountId, string id, ApplicationChange change, CancellationToken cancellationToken, Func<Application, Refusal?>? check = null)
    {
        var now = Now;
        return database.WriteAsync<Outcome<Application>>(
            async connection =>
            {
                if (await FindAsync(connection, accountId, id) is not { } application)
                {
                    return Missing.Application(id);
                }

                if (check?.Invoke(application.Show()) is { } unmet)
                {
                    return unmet;
                }

                if (change.ProjectId is { } target && target != application.ProjectId && await CheckTargetAsync(connection, accountId, target) is { } refusal)
                {
                    return refusal;
                }

                await connection.ExecuteAsync(
                    "UPDATE applications SET name = COALESCE(@Name, name), project_id = COALESCE(@ProjectId, project_id), updated_at = @now WHERE id = @id "
                        + "AND account_id = @accountId",
                    new { id, accountId, change.Name, change.ProjectId, now });
                return (await FindAsync(connection, accountId, id))!.Show();
            },
            cancellationToken);
    }

    /// <summary>Deletes an application with its webhooks; its requests can be read for some days more.</summary>
    /// <returns>The application as it was.</returns>
    public Task<Outcome<Application>> DeleteAsync(
        string accountId, string id, CancellationToken cancellationToken, Func<Application, Refusal?>? check = null)
    {
        var now = Now;
        return database.WriteAsync<Outcome<Application>>(
            async connection =>
            {
                if (await FindAsync(connection, accountId, id) is not { } application)
                {
                    return Missing.Application(id);
                }

                if (check?.Invoke(application.Show()) is { } unmet)
                {
                    return unmet;
                }

                await webhooks.DeleteAllAsync(connection, id);
                await connection.ExecuteAsync("INSERT INTO deleted_applications (id, deleted_at) VALUES (@id, @now)", new { id, now });
                await connection.ExecuteAsync("DELETE FROM applications WHERE id = @id AND account_id = @accountId", new { id, accountId });
                return application.Show();
            },
            cancellationToken);
    }

    /// <summary>Makes credentials anew; the old ones are dead once the task has ended.</summary>
    public Task<Outcome<Application>> RotateAsync(string accountId, string id, Rotation rotation, CancellationToken cancellationToken)
    {
        var now = Now;
        return database.WriteAsync<Outcome<Application>>(
            async connection =>
            {
                if (await FindAsync(connection, accountId, id) is not { } application)
                {
                    return Missing.Application(id);
                }

                var made = credentials.Make(application.Environment, application.ClientId, rotation);
                await connection.ExecuteAsync(
                    """
                    UPDATE applications SET client_secret_hash = COALESCE(@secretHash, client_secret_hash), api_key_hash = COALESCE(@keyHash, api_key_hash), updated_at = @now
                    WHERE id = @id AND account_id = @accountId
                    """,
                    new { id, accountId, secretHash = CredentialMaker.HashOf(made.ClientSecret), keyHash = CredentialMaker.HashOf(made.ApiKey), now });
                return (await FindAsync(connection, accountId, id))!.Show(made);
            },
            cancellationToken);
    }

    /// <summary>Whether an application is the account's, in the caller's own transaction.</summary>
    public static async Task<bool> BelongsAsync(DbConnection connection, string accountId, string id) => await FindAsync(connection, accountId, id) is not null;

    private static async Task<Refusal?> CheckTargetAsync(DbConnection connection, string accountId, string projectId) =>
        await ProjectStore.BelongsAsync(connection, accountId, projectId)
            ? await ProjectStore.CheckRoomAsync(connection, projectId)
            : Missing.Project(projectId);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static Task<ApplicationRow?> FindAsync(DbConnection connection, string accountId, string id) =>
        connection.QuerySingleOrDefaultAsync<ApplicationRow>($"{ApplicationRow.Select} WHERE id = @id AND account_id = @accountId", new { id, accountId });
}
