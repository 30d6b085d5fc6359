using System.Data.Common;
using System.Text.Json;
using Dapper;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Roles;

/// <summary>The access roles of each account.</summary>
internal sealed class RoleStore(TrackpilotsDatabase database, OrganisationStore organisations)
{
    /// <summary>All roles in the order in which they were made.</summary>
    public async ValueTask<IReadOnlyList<Role>> ListAsync(string accountId, CancellationToken cancellationToken)
    {
        await organisations.EnsureAsync(accountId, cancellationToken);
        return await database.ReadAsync(
            async connection => (await connection
                .QueryAsync<Row>("SELECT role_id AS RoleId, name AS Name, data AS Data FROM roles WHERE account_id = @accountId ORDER BY position", new { accountId }))
                .Select(row => row.ToRole())
                .ToList(),
            cancellationToken);
    }

    /// <summary>One role, or null.</summary>
    public async ValueTask<Role?> FindAsync(string accountId, Guid roleId, CancellationToken cancellationToken)
    {
        await organisations.EnsureAsync(accountId, cancellationToken);
        return await database.ReadAsync(connection => FindAsync(connection, accountId, roleId.ToString()), cancellationToken);
    }

    /// <summary>Adds a role.</summary>
    public Task<Role> AddAsync(string accountId, string name, IReadOnlyList<PageAccess> data, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                await organisations.EnsureAsync(connection, accountId);
                var role = new Role(organisations.NewId(), name, data);
                await InsertAsync(connection, accountId, role);
                return role;
            },
            cancellationToken);

    /// <summary>Renames a role and, where data is given, replaces its pages.</summary>
    /// <returns>The role as it is now, or null where it is gone.</returns>
    public Task<Role?> UpdateAsync(string accountId, Guid roleId, string name, IReadOnlyList<PageAccess>? data, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    "UPDATE roles SET name = @name, data = COALESCE(@data, data) WHERE account_id = @accountId AND role_id = @roleId",
                    new { accountId, roleId = roleId.ToString(), name, data = data is null ? null : JsonSerializer.Serialize(data) });
                return await FindAsync(connection, accountId, roleId.ToString());
            },
            cancellationToken);

    /// <summary>Removes a role that no employee has.</summary>
    public Task<RoleRemoval> RemoveAsync(string accountId, Guid roleId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                var values = new { accountId, roleId = roleId.ToString() };
                if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM employees WHERE account_id = @accountId AND role_id = @roleId", values) > 0)
                {
                    return RoleRemoval.InUse;
                }

                return await connection.ExecuteAsync("DELETE FROM roles WHERE account_id = @accountId AND role_id = @roleId", values) > 0
                    ? RoleRemoval.Done
                    : RoleRemoval.Gone;
            },
            cancellationToken);

    /// <summary>Puts a role behind those that are there.</summary>
    public static Task<int> InsertAsync(DbConnection connection, string accountId, Role role) => connection.ExecuteAsync(
        """
        INSERT INTO roles (account_id, role_id, position, name, data)
        SELECT @accountId, @RoleId, COALESCE(MAX(position), 0) + 1, @RoleName, @data FROM roles WHERE account_id = @accountId
        """,
        new { accountId, role.RoleId, role.RoleName, data = JsonSerializer.Serialize(role.RoleData) });

    private static async Task<Role?> FindAsync(DbConnection connection, string accountId, string roleId) => (await connection
        .QuerySingleOrDefaultAsync<Row>(
            "SELECT role_id AS RoleId, name AS Name, data AS Data FROM roles WHERE account_id = @accountId AND role_id = @roleId",
            new { accountId, roleId }))
        ?.ToRole();

    private sealed record Row(string RoleId, string Name, string Data)
    {
        public Role ToRole() => new(RoleId, Name, JsonSerializer.Deserialize<List<PageAccess>>(Data)!);
    }
}

/// <summary>How the removal of a role ended.</summary>
internal enum RoleRemoval
{
    /// <summary>It is removed.</summary>
    Done,

    /// <summary>It was gone already.</summary>
    Gone,

    /// <summary>Employees still have it.</summary>
    InUse,
}
