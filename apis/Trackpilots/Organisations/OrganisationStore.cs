using System.Data.Common;
using Dapper;
using Lintel.Trackpilots.Roles;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Organisations;

/// <summary>What an account has from its first use on: an organisation id and the default roles.</summary>
internal sealed class OrganisationStore(TrackpilotsDatabase database, TimeProvider clock)
{
    /// <summary>The organisation id of an account; made, with the default roles, where the account is used for the first time.</summary>
    public async ValueTask<string> EnsureAsync(string accountId, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => FindAsync(connection, accountId), cancellationToken)
        ?? await database.WriteAsync(connection => EnsureAsync(connection, accountId), cancellationToken);

    /// <summary>The same inside a write.</summary>
    public Task<string> EnsureAsync(DbConnection connection, string accountId) => EnsureAsync(connection, accountId, _ => NewId());

    /// <summary>The same with ids that somebody else chooses.</summary>
    /// <param name="connection">Where it is written.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="idOf">The id of the organisation, which is called <c>organisation</c>, and of each default role by its name.</param>
    public static async Task<string> EnsureAsync(DbConnection connection, string accountId, Func<string, string> idOf) =>
        await FindAsync(connection, accountId) ?? await InsertAsync(connection, accountId, idOf);

    /// <summary>A new id, as every record of this API has.</summary>
    public string NewId() => Guid.CreateVersion7(clock.GetUtcNow()).ToString();

    private static async Task<string> InsertAsync(DbConnection connection, string accountId, Func<string, string> idOf)
    {
        var id = idOf("organisation");
        await connection.ExecuteAsync("INSERT INTO organisations (account_id, organisation_id) VALUES (@accountId, @id)", new { accountId, id });
        foreach (var (name, data) in DefaultRoles.All)
        {
            await RoleStore.InsertAsync(connection, accountId, new Role(idOf(name), name, data));
        }

        return id;
    }

    private static Task<string?> FindAsync(DbConnection connection, string accountId) =>
        connection.ExecuteScalarAsync<string?>("SELECT organisation_id FROM organisations WHERE account_id = @accountId", new { accountId });
}
