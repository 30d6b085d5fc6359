using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The variables of applications.</summary>
internal sealed class VariableStore(PanelDatabase database, Snowflakes ids, TimeProvider clock)
{
    private const string Resource = "Variable";

    private const string OfApplication = "application_id = @applicationId AND account_id = @AccountId";

    /// <summary>All variables of an application, newest first; the plan bounds how many there can be.</summary>
    public async Task<IReadOnlyList<VariableView>> ListAsync(Application application, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection => (await connection
                .QueryAsync<Row>(
                    "SELECT id AS Id, name AS Name, description AS Description, value AS Value, strategy AS Strategy, updated_at AS UpdatedAt FROM variables WHERE "
                        + $"{OfApplication} ORDER BY id DESC",
                    new { applicationId = application.Id, application.AccountId }))
                .Select(row => new VariableView(row.Id.ToString(), row.Name, row.Description, row.Value, row.Strategy, MomentText.Milliseconds(row.UpdatedAt)))
                .ToList(),
            cancellationToken);

    /// <summary>Adds a variable.</summary>
    /// <returns>Why not, where the name is taken or the plan allows no more.</returns>
    public Task<Refusal?> AddAsync(Account account, Application application, VariableFields fields, CancellationToken cancellationToken)
    {
        var (id, now) = (ids.Next(), clock.GetUtcNow());
        return database.WriteAsync(
            async connection =>
            {
                var refusal = await ApplicationStore.IsThereAsync(connection, application)
                    ? await CheckNameAsync(connection, application, fields.Name, id)
                    : Refusals.Missing("Application");
                refusal ??= await PlanLimit.Variables.CheckAsync(connection, account, 1);
                if (refusal is null)
                {
                    await InsertAsync(connection, application, id, fields, now);
                }

                return refusal;
            },
            cancellationToken);
    }

    /// <summary>Puts other fields into a variable's place.</summary>
    public Task<Refusal?> EditAsync(Application application, long id, VariableFields fields, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(
            async connection =>
            {
                if (!await IsThereAsync(connection, application, id))
                {
                    return Refusals.Missing(Resource);
                }

                if (await CheckNameAsync(connection, application, fields.Name, id) is { } refusal)
                {
                    return refusal;
                }

                await connection.ExecuteAsync(
                    "UPDATE variables SET name = @Name, description = @Description, value = @Value, strategy = @Strategy, updated_at = @now WHERE id = @id "
                        + $"AND {OfApplication}",
                    new { fields.Name, fields.Description, fields.Value, fields.Strategy, now, id, applicationId = application.Id, application.AccountId });
                return null;
            },
            cancellationToken);
    }

    public Task<Refusal?> DeleteAsync(Application application, long id, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            $"DELETE FROM variables WHERE id = @id AND {OfApplication}",
            new { id, applicationId = application.Id, application.AccountId }) == 1
            ? null
            : Refusals.Missing(Resource),
        cancellationToken);

    public static Task<int> InsertAsync(DbConnection connection, Application application, long id, VariableFields fields, DateTimeOffset now) =>
        connection.ExecuteAsync(
        """
        INSERT INTO variables (id, account_id, application_id, name, description, value, strategy, updated_at)
        VALUES (@id, @AccountId, @applicationId, @Name, @Description, @Value, @Strategy, @updatedAt)
        """,
        new
        {
            id,
            application.AccountId,
            applicationId = application.Id,
            fields.Name,
            fields.Description,
            fields.Value,
            fields.Strategy,
            updatedAt = now.ToUnixTimeMilliseconds()
        });

    private static async Task<bool> IsThereAsync(DbConnection connection, Application application, long id) => await connection.ExecuteScalarAsync<long>(
        $"SELECT COUNT(*) FROM variables WHERE id = @id AND {OfApplication}", new { id, applicationId = application.Id, application.AccountId }) == 1;

    private static async Task<Refusal?> CheckNameAsync(DbConnection connection, Application application, string name, long id)
    {
        var others = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM variables WHERE application_id = @applicationId AND name = @name AND id <> @id", new
            {
                applicationId = application.Id,
                name,
                id
            });
        return others > 0 ? Conflict.Because($"Variable '{name}' exists already.") : null;
    }

    private sealed class Row
    {
        public long Id { get; init; }

        public string Name { get; init; } = string.Empty;

        public string? Description { get; init; }

        public string Value { get; init; } = string.Empty;

        public string Strategy { get; init; } = string.Empty;

        public long UpdatedAt { get; init; }
    }
}
