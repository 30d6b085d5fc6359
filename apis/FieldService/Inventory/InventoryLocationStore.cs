using System.Data.Common;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Inventory;

/// <summary>The inventory locations of all accounts; every query names one.</summary>
internal sealed class InventoryLocationStore(FieldServiceDatabase database)
{
    private const string Select = "SELECT l.location_id AS LocationId, l.location_name AS LocationName, l.created_at AS CreatedAt, l.updated_at AS UpdatedAt";

    private const string Table = "inventory_locations l";

    public Task<InventoryLocation?> FindAsync(string account, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, account, id), cancellationToken);

    public Task<Listing<InventoryLocation>> ListAsync(string account, Paging paging, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
            Listing<InventoryLocation>.ReadAsync(connection, Select, Table, string.Empty, new Filter("l", account), "l.location_id", paging),
        cancellationToken);

    /// <summary>Adds a location.</summary>
    /// <returns>Null where the company already has one of this name.</returns>
    public Task<InventoryLocation?> AddAsync(string account, string name, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteScalarAsync<long?>(
            """
            INSERT INTO inventory_locations (account_id, location_name, created_at, updated_at) VALUES (@account, @name, @now, @now)
            ON CONFLICT (account_id, location_name) DO NOTHING
            RETURNING location_id
            """,
            new { account, name, now = MomentText.Seconds(now) }) is { } id ? await FindAsync(connection, account, id) : null,
        cancellationToken);

    private static Task<InventoryLocation?> FindAsync(DbConnection connection, string account, long id) =>
        connection.QueryFirstOrDefaultAsync<InventoryLocation>($"{Select} FROM {Table} WHERE l.account_id = @account AND l.location_id = @id", new { account, id });
}
