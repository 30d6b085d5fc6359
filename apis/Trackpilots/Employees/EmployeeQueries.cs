using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Lintel.Trackpilots.Employees;

/// <summary>
/// Reads of employees inside a snapshot that the caller holds. Lists of ids travel as one JSON parameter, so that their number does not matter.
/// </summary>
internal static class EmployeeQueries
{
    private const string Columns = "number AS Number, user_id AS UserId, name AS Name, email AS Email, picture_url AS PictureUrl";

    /// <summary>The employees that a request is about, by name.</summary>
    public static async Task<List<Person>> SelectAsync(DbConnection connection, string accountId, Selection selection) => (await connection
        .QueryAsync<Person>(
            $"""
            SELECT {Columns} FROM employees
            WHERE account_id = @accountId AND (
              user_id IN (SELECT value FROM json_each(@users))
              OR number IN (SELECT employee FROM memberships WHERE account_id = @accountId AND team_id IN (SELECT value FROM json_each(@teams))))
            ORDER BY lower(name), user_id
            """,
            new { accountId, users = Texts(selection.UserIds), teams = Texts(selection.TeamIds) }))
        .AsList();

    /// <summary>A page of all employees, by id.</summary>
    public static async Task<List<Person>> PageAsync(DbConnection connection, string accountId, string? after, int limit) => (await connection
        .QueryAsync<Person>(
            $"SELECT {Columns} FROM employees WHERE account_id = @accountId AND user_id > @after ORDER BY user_id LIMIT @limit",
            new { accountId, after = after ?? string.Empty, limit }))
        .AsList();

    /// <summary>The whole employees, in the order given.</summary>
    public static async Task<IReadOnlyList<Employee>> LoadAsync(DbConnection connection, string accountId, List<Person> people)
    {
        var values = new { accountId, numbers = JsonSerializer.Serialize(people.Select(person => person.Number)) };
        var teams = (await connection
            .QueryAsync<TeamRow>(
                """
                SELECT m.employee AS Employee, t.team_id AS TeamId, t.name AS TeamName
                FROM memberships m JOIN teams t ON t.account_id = m.account_id AND t.team_id = m.team_id
                WHERE m.account_id = @accountId AND m.employee IN (SELECT CAST(value AS BIGINT) FROM json_each(@numbers))
                ORDER BY m.employee, m.position
                """,
                values))
            .ToLookup(row => row.Employee, row => new TeamReference(row.TeamId, row.TeamName));
        var rows = (await connection
            .QueryAsync<EmployeeDetailsRow>(
                """
                SELECT e.number AS Number, e.unique_url AS UniqueUrl, e.status AS Status, e.role_id AS RoleId, r.name AS RoleName, e.work_mode AS WorkMode
                FROM employees e JOIN roles r ON r.account_id = e.account_id AND r.role_id = e.role_id
                WHERE e.account_id = @accountId AND e.number IN (SELECT CAST(value AS BIGINT) FROM json_each(@numbers))
                """,
                values))
            .ToDictionary(row => row.Number);
        return people.ConvertAll(person => ToEmployee(person, rows[person.Number], [.. teams[person.Number]]));
    }

    private static Employee ToEmployee(Person person, EmployeeDetailsRow row, IReadOnlyList<TeamReference> teams) =>
        new(person.UserId, person.Name, person.Email, row.UniqueUrl, person.PictureUrl, teams, row.Status, row.RoleId, row.RoleName, row.WorkMode);

    private static string Texts(IReadOnlyList<Guid> ids) => JsonSerializer.Serialize(ids.Select(id => id.ToString()));

    private sealed record TeamRow(long Employee, string TeamId, string TeamName);

    private sealed record EmployeeDetailsRow(long Number, string UniqueUrl, string Status, string RoleId, string RoleName, string WorkMode);
}
