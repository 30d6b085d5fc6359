using System.Data;
using Dapper;
using Lintel.Trackpilots.Roles;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Organisations;

/// <summary>What an account has from its first use on: an organisation id and the default roles.</summary>
internal sealed class OrganisationStore(TrackpilotsDatabase database, TimeProvider clock)
{
    /// <summary>The organisation id of an account; made, with the default roles, where the account is used for the first time.</summary>
    public async ValueTask<string> EnsureAsync(string accountId, CancellationToken cancellationToken) =>
        database.Read(connection => Find(connection, accountId))
        ?? await database.WriteAsync(connection => Ensure(connection, accountId), cancellationToken);

    /// <summary>The same inside a write.</summary>
    public string Ensure(IDbConnection connection, string accountId) => Ensure(connection, accountId, _ => NewId());

    /// <summary>The same with ids that somebody else chooses.</summary>
    /// <param name="connection">Where it is written.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="idOf">The id of the organisation, which is called <c>organisation</c>, and of each default role by its name.</param>
    public static string Ensure(IDbConnection connection, string accountId, Func<string, string> idOf) =>
        Find(connection, accountId) ?? Insert(connection, accountId, idOf);

    /// <summary>A new id, as every record of this API has.</summary>
    public string NewId() => Guid.CreateVersion7(clock.GetUtcNow()).ToString();

    private static string Insert(IDbConnection connection, string accountId, Func<string, string> idOf)
    {
        var id = idOf("organisation");
        connection.Execute("INSERT INTO organisations (account_id, organisation_id) VALUES (@accountId, @id)", new { accountId, id });
        foreach (var (name, data) in DefaultRoles.All)
        {
            RoleStore.Insert(connection, accountId, new Role(idOf(name), name, data));
        }

        return id;
    }

    private static string? Find(IDbConnection connection, string accountId) =>
        connection.ExecuteScalar<string?>("SELECT organisation_id FROM organisations WHERE account_id = @accountId", new { accountId });
}
