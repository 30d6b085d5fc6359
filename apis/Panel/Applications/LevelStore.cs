using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The license levels of applications.</summary>
internal sealed class LevelStore(PanelDatabase database, Snowflakes ids)
{
    public Task<IReadOnlyList<string>> ListAsync(Application application, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ListAsync(connection, application), cancellationToken);

    /// <summary>The names of the levels, in the order in which they were made.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(DbConnection connection, Application application) => (await connection
        .QueryAsync<string>(
            "SELECT name FROM levels WHERE application_id = @Id AND account_id = @AccountId ORDER BY id",
            new { application.Id, application.AccountId }))
        .AsList();

    /// <summary>Adds levels, all or none.</summary>
    public Task<Refusal?> AddAsync(Account account, Application application, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        database.WriteAsync(
        async connection =>
        {
            if (!await ApplicationStore.IsThereAsync(connection, application))
            {
                return Refusals.Missing("Application");
            }

            var present = await ListAsync(connection, application);
            if (names.FirstOrDefault(present.Contains) is { } taken)
            {
                return Conflict.Because($"License level '{taken}' exists already.");
            }

            var refusal = await PlanLimit.Levels.CheckAsync(connection, account, names.Count);
            foreach (var name in refusal is null ? names : [])
            {
                await connection.ExecuteAsync(
                    "INSERT INTO levels (id, account_id, application_id, name) VALUES (@id, @AccountId, @applicationId, @name)",
                    new { id = ids.Next(), application.AccountId, applicationId = application.Id, name });
            }

            return refusal;
        },
        cancellationToken);

    /// <summary>Deletes a level that no license or user has.</summary>
    public Task<Refusal?> DeleteAsync(Application application, string name, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var parameters = new { application.Id, application.AccountId, name };
            if (!(await ListAsync(connection, application)).Contains(name))
            {
                return Refusals.Missing("License level");
            }

            if (await connection.ExecuteScalarAsync<long>(
                """
                SELECT EXISTS (SELECT 1 FROM licenses, json_each(licenses.levels) AS level WHERE licenses.application_id = @Id AND level.value = @name)
                    OR EXISTS (SELECT 1 FROM users, json_each(users.levels) AS level WHERE users.application_id = @Id AND level.value = @name)
                """,
                parameters) == 1)
            {
                return Conflict.Because($"License level '{name}' is in use.");
            }

            await connection.ExecuteAsync("DELETE FROM levels WHERE application_id = @Id AND account_id = @AccountId AND name = @name", parameters);
            return null;
        },
        cancellationToken);

    /// <summary>Why some levels cannot be given to a license or user; null where the application has them all.</summary>
    public static async Task<Refusal?> CheckKnownAsync(DbConnection connection, Application application, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return null;
        }

        var present = await ListAsync(connection, application);
        return names.FirstOrDefault(name => !present.Contains(name)) is { } unknown ? Conflict.Because($"License level '{unknown}' does not exist.") : null;
    }
}
