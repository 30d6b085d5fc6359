using System.Data;
using Dapper;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Teams;

/// <summary>The teams of each account.</summary>
internal sealed class TeamStore(TrackpilotsDatabase database, OrganisationStore organisations)
{
    /// <summary>All teams, by name.</summary>
    public IReadOnlyList<TeamReference> List(string accountId) => database.Read(connection => connection
        .Query<TeamReference>(
            "SELECT team_id AS TeamId, name AS TeamName FROM teams WHERE account_id = @accountId ORDER BY name COLLATE NOCASE, team_id",
            new { accountId })
        .AsList());

    /// <summary>Adds a team.</summary>
    public Task<TeamReference> AddAsync(string accountId, string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                organisations.Ensure(connection, accountId);
                var team = new TeamReference(organisations.NewId(), name);
                Insert(connection, accountId, team);
                return team;
            },
            cancellationToken);

    /// <summary>Stores a team, inside a write.</summary>
    public static void Insert(IDbConnection connection, string accountId, TeamReference team) => connection.Execute(
        "INSERT INTO teams (account_id, team_id, name) VALUES (@accountId, @TeamId, @TeamName)", new { accountId, team.TeamId, team.TeamName });
}
