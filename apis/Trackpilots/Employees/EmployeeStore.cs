using System.Data.Common;
using Dapper;
using Lintel.Sessions;
using Lintel.Shared;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Employees;

/// <summary>The employees of each account.</summary>
internal sealed class EmployeeStore(TrackpilotsDatabase database, OrganisationStore organisations)
{
    private const int UrlLength = 12;

    /// <summary>The form by which two email addresses are the same. In capital letters, as addresses were stored from the beginning.</summary>
    public static string Fold(string email) => LoginName.Normalize(email).ToUpperInvariant();

    /// <summary>Looks for what keeps an employee from being added, before the password is hashed.</summary>
    /// <returns>Null for nothing.</returns>
    public async Task<EmployeeWrite?> CheckAsync(string accountId, NewEmployee employee, CancellationToken cancellationToken)
    {
        await organisations.EnsureAsync(accountId, cancellationToken);
        return await database.ReadAsync(connection => CheckAsync(connection, accountId, employee.Details, employee.EmailId), cancellationToken);
    }

    /// <summary>Adds an employee. The unique index on the folded address decides between parallel requests.</summary>
    public async Task<EmployeeWrite> AddAsync(string accountId, NewEmployee employee, string passwordHash, CancellationToken cancellationToken)
    {
        await organisations.EnsureAsync(accountId, cancellationToken);
        return await database.WriteAsync(connection => AddAsync(connection, accountId, employee, passwordHash), cancellationToken);
    }

    /// <summary>Replaces an employee's name, role, teams and work mode.</summary>
    public async Task<EmployeeWrite> UpdateAsync(string accountId, EmployeeChange change, CancellationToken cancellationToken)
    {
        await organisations.EnsureAsync(accountId, cancellationToken);
        return await database.WriteAsync(connection => UpdateAsync(connection, accountId, change), cancellationToken);
    }

    /// <summary>Whether an employee is there.</summary>
    public Task<bool> ExistsAsync(string accountId, Guid userId, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await NumberAsync(connection, accountId, userId.ToString()) is not null, cancellationToken);

    /// <summary>Employees by id, in the order of their names; unknown ids are passed over.</summary>
    public Task<IReadOnlyList<Employee>> FindAsync(string accountId, IReadOnlyList<Guid> userIds, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var people = await EmployeeQueries.SelectAsync(connection, accountId, new Selection(userIds, []));
                return await EmployeeQueries.LoadAsync(connection, accountId, people);
            },
            cancellationToken);

    /// <summary>A page of all employees, by id.</summary>
    public Task<IReadOnlyList<Employee>> ListAsync(string accountId, string? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var people = await EmployeeQueries.PageAsync(connection, accountId, after, limit);
                return await EmployeeQueries.LoadAsync(connection, accountId, people);
            },
            cancellationToken);

    private async Task<EmployeeWrite> AddAsync(DbConnection connection, string accountId, NewEmployee employee, string hash)
    {
        // Looked at again: another request may have taken the address or removed the role while this one was hashing.
        if (await CheckAsync(connection, accountId, employee.Details, employee.EmailId) is { } fault)
        {
            return fault;
        }

        var userId = organisations.NewId();
        await InsertAsync(connection, new EmployeeRow(accountId, userId, employee.Details, employee.EmailId, hash, null));
        return new EmployeeWrite.Done(userId);
    }

    /// <summary>Stores an employee and the memberships, inside a write.</summary>
    public static async Task<long> InsertAsync(DbConnection connection, EmployeeRow row)
    {
        var number = await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO employees (account_id, user_id, name, email, email_folded, password_hash, unique_url, picture_url, status, role_id, work_mode)
            VALUES (@accountId, @userId, @name, @email, @folded, @hash, @url, @picture, @status, @role, @mode)
            RETURNING number
            """,
            new
            {
                accountId = row.AccountId,
                userId = row.UserId,
                name = row.Details.UserName,
                email = row.Email,
                folded = Fold(row.Email),
                hash = row.PasswordHash,
                url = RandomText.Base62(UrlLength),
                picture = row.PictureUrl,
                status = AccountStatus.Active,
                role = row.Details.RoleId.ToString(),
                mode = row.Details.WorkMode,
            });
        await InsertMembershipsAsync(connection, row.AccountId, number, row.Details.TeamIds);
        return number;
    }

    private static async Task<EmployeeWrite> UpdateAsync(DbConnection connection, string accountId, EmployeeChange change)
    {
        var userId = change.UserId.ToString();
        if (await NumberAsync(connection, accountId, userId) is not { } number)
        {
            return new EmployeeWrite.Gone();
        }

        if (await CheckAsync(connection, accountId, change.Details, email: null) is { } fault)
        {
            return fault;
        }

        await connection.ExecuteAsync(
            "UPDATE employees SET name = @name, role_id = @role, work_mode = @mode WHERE account_id = @accountId AND number = @number",
            new { accountId, number, name = change.Details.UserName, role = change.Details.RoleId.ToString(), mode = change.Details.WorkMode });
        await connection.ExecuteAsync("DELETE FROM memberships WHERE account_id = @accountId AND employee = @number", new { accountId, number });
        await InsertMembershipsAsync(connection, accountId, number, change.Details.TeamIds);
        return new EmployeeWrite.Done(userId);
    }

    private static async Task<EmployeeWrite?> CheckAsync(DbConnection connection, string accountId, EmployeeDetails details, string? email)
    {
        var unknown = new List<FaultyReference>();
        var role = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM roles WHERE account_id = @accountId AND role_id = @id",
            new { accountId, id = details.RoleId.ToString() });
        if (role == 0)
        {
            unknown.Add(new FaultyReference("roleId", "names no role of the organisation"));
        }

        for (var i = 0; i < details.TeamIds.Count; i++)
        {
            var team = await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM teams WHERE account_id = @accountId AND team_id = @id",
                new { accountId, id = details.TeamIds[i].ToString() });
            if (team == 0)
            {
                unknown.Add(new FaultyReference($"teamId[{i}]", "names no team of the organisation"));
            }
        }

        if (unknown.Count > 0)
        {
            return new EmployeeWrite.Unknown(unknown);
        }

        var taken = email is not null
            && await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM employees WHERE account_id = @accountId AND email_folded = @folded",
                new { accountId, folded = Fold(email) }) > 0;
        return taken ? new EmployeeWrite.EmailTaken() : null;
    }

    private static async Task InsertMembershipsAsync(DbConnection connection, string accountId, long employee, IReadOnlyList<Guid> teams)
    {
        for (var position = 0; position < teams.Count; position++)
        {
            await connection.ExecuteAsync(
                "INSERT INTO memberships (account_id, employee, position, team_id) VALUES (@accountId, @employee, @position, @teamId)",
                new { accountId, employee, position, teamId = teams[position].ToString() });
        }
    }

    private static Task<long?> NumberAsync(DbConnection connection, string accountId, string userId) =>
        connection.ExecuteScalarAsync<long?>("SELECT number FROM employees WHERE account_id = @accountId AND user_id = @userId", new { accountId, userId });
}

/// <summary>An employee as stored.</summary>
internal sealed record EmployeeRow(string AccountId, string UserId, EmployeeDetails Details, string Email, string PasswordHash, string? PictureUrl);
