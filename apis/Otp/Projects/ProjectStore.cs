using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>The projects of the accounts. Every statement names the account, so that another's project and none at all are one and the same.</summary>
internal sealed class ProjectStore(OtpDatabase database, TimeProvider time)
{
    /// <summary>The most projects of an account.</summary>
    public const int MaximumProjects = 100;

    /// <summary>The most applications of a project.</summary>
    public const int MaximumApplications = 50;

    private const string Select =
        """
        SELECT p.id AS Id, p.position AS Position, p.name AS Name, p.description AS Description, p.created_at AS CreatedAt, p.updated_at AS UpdatedAt,
            (SELECT COUNT(*) FROM applications a WHERE a.project_id = p.id) AS ApplicationCount
        FROM projects p
        """;

    public Task<Page<Project>> ListAsync(string accountId, PageQuery page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => Page<Project>.Of(
                (await connection.QueryAsync<Row>(
                    $"{Select} WHERE p.account_id = @accountId AND p.position < @Before ORDER BY p.position DESC LIMIT @take",
                    new { accountId, page.Before, take = page.Limit + 1 })).AsList(),
                page.Limit,
                row => row.Position,
                row => row.Show()),
            cancellationToken);

    public Task<Project?> FindAsync(string accountId, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, accountId, id), cancellationToken);

    /// <summary>The account of a project, whosever it is; null for none. For the operator of the platform.</summary>
    public Task<string?> FindAccountAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<string?>("SELECT account_id FROM projects WHERE id = @id", new { id }),
        cancellationToken);

    /// <summary>Adds a project; they are counted in the same transaction, so that parallel requests cannot pass the quota.</summary>
    public Task<Outcome<Project>> AddAsync(string accountId, NewProject project, CancellationToken cancellationToken)
    {
        var (id, now) = (OtpIds.Project(), Now);
        return database.WriteAsync<Outcome<Project>>(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM projects WHERE account_id = @accountId", new { accountId }) >= MaximumProjects)
                {
                    return Conflict.Because($"An account can have {MaximumProjects} projects at most. Delete one first.");
                }

                await connection.ExecuteAsync(
                    """
                    INSERT INTO projects (id, account_id, position, name, description, created_at, updated_at)
                    SELECT @id, @accountId, COALESCE(MAX(position), 0) + 1, @Name, @Description, @now, @now FROM projects WHERE account_id = @accountId
                    """,
                    new { id, accountId, project.Name, project.Description, now });
                return (await FindAsync(connection, accountId, id))!;
            },
            cancellationToken);
    }

    public Task<Outcome<Project>> EditAsync(string accountId, string id, ProjectChange change, CancellationToken cancellationToken)
    {
        var now = Now;
        return database.WriteAsync<Outcome<Project>>(
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    UPDATE projects SET name = COALESCE(@Name, name), description = CASE WHEN @HasDescription THEN @Description ELSE description END, updated_at = @now
                    WHERE id = @id AND account_id = @accountId
                    """,
                    new { id, accountId, change.Name, change.Description, change.HasDescription, now });
                return await FindAsync(connection, accountId, id) is { } project ? project : Missing.Project(id);
            },
            cancellationToken);
    }

    /// <summary>Deletes a project without applications; they are counted in the same transaction, so that none comes in between.</summary>
    public Task<Outcome<Project>> DeleteAsync(string accountId, string id, CancellationToken cancellationToken) => database.WriteAsync<Outcome<Project>>(
        async connection =>
        {
            if (await FindAsync(connection, accountId, id) is not { } project)
            {
                return Missing.Project(id);
            }

            if (project.ApplicationCount > 0)
            {
                return Conflict.Because(project.ApplicationCount == 1
                    ? "The project still has 1 application. Delete or move it first."
                    : $"The project still has {project.ApplicationCount} applications. Delete or move them first.");
            }

            await connection.ExecuteAsync("DELETE FROM projects WHERE id = @id AND account_id = @accountId", new { id, accountId });
            return project;
        },
        cancellationToken);

    /// <summary>Whether a project is the account's, in the caller's own transaction.</summary>
    public static async Task<bool> BelongsAsync(DbConnection connection, string accountId, string id) =>
        await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM projects WHERE id = @id AND account_id = @accountId", new { id, accountId }) == 1;

    /// <summary>
    /// The refusal of one more application in a project that has as many as it may, in the caller's own transaction; null where there is room.
    /// </summary>
    public static async Task<Refusal?> CheckRoomAsync(DbConnection connection, string id) =>
        await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM applications WHERE project_id = @id", new { id }) >= MaximumApplications
            ? Conflict.Because($"A project can have {MaximumApplications} applications at most. Delete or move one first.")
            : null;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<Project?> FindAsync(DbConnection connection, string accountId, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE p.id = @id AND p.account_id = @accountId", new { id, accountId }))?.Show();

    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public long Position { get; init; }

        public string Name { get; init; } = string.Empty;

        public string? Description { get; init; }

        public long ApplicationCount { get; init; }

        public long CreatedAt { get; init; }

        public long UpdatedAt { get; init; }

        public Project Show() => new(Id, Name, Description, ApplicationCount, MomentText.Seconds(CreatedAt), MomentText.Seconds(UpdatedAt));
    }
}
