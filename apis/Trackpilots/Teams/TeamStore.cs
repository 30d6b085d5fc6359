using System.Data.Common;
using Dapper;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Teams;

/// <summary>The teams of each account.</summary>
internal sealed class TeamStore(TrackpilotsDatabase database, OrganisationStore organisations)
{
    /// <summary>All teams, by name.</summary>
    public async Task<IReadOnlyList<TeamReference>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection => (await connection
                .QueryAsync<TeamReference>(
                    "SELECT team_id AS TeamId, name AS TeamName FROM teams WHERE account_id = @accountId ORDER BY lower(name), team_id",
                    new { accountId }))
                .AsList(),
            cancellationToken);

    /// <summary>Adds a team.</summary>
    public Task<TeamReference> AddAsync(string accountId, string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                await organisations.EnsureAsync(connection, accountId);
                var team = new TeamReference(organisations.NewId(), name);
                await InsertAsync(connection, accountId, team);
                return team;
            },
            cancellationToken);

    /// <summary>Stores a team, inside a write.</summary>
    public static Task<int> InsertAsync(DbConnection connection, string accountId, TeamReference team) => connection.ExecuteAsync(
        "INSERT INTO teams (account_id, team_id, name) VALUES (@accountId, @TeamId, @TeamName)", new { accountId, team.TeamId, team.TeamName });
}
