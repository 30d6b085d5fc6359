using System.Data;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Inventory;

/// <summary>The inventory locations of all accounts; every query names one.</summary>
internal sealed class InventoryLocationStore(FieldServiceDatabase database)
{
    private const string Select = "SELECT l.location_id AS LocationId, l.location_name AS LocationName, l.created_at AS CreatedAt, l.updated_at AS UpdatedAt";

    private const string Table = "inventory_locations l";

    public InventoryLocation? Find(string account, long id) => database.Read(connection => Find(connection, account, id));

    public Listing<InventoryLocation> List(string account, Paging paging) => database.Read(connection =>
        Listing<InventoryLocation>.Read(connection, Select, Table, string.Empty, new Filter("l", account), "l.location_id", paging));

    /// <summary>Adds a location.</summary>
    /// <returns>Null where the company already has one of this name.</returns>
    public Task<InventoryLocation?> AddAsync(string account, string name, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteScalar<long?>(
            """
            INSERT INTO inventory_locations (account_id, location_name, created_at, updated_at) VALUES (@account, @name, @now, @now)
            ON CONFLICT (account_id, location_name) DO NOTHING
            RETURNING location_id
            """,
            new { account, name, now = MomentText.Seconds(now) }) is { } id ? Find(connection, account, id) : null,
        cancellationToken);

    private static InventoryLocation? Find(IDbConnection connection, string account, long id) =>
        connection.QueryFirstOrDefault<InventoryLocation>($"{Select} FROM {Table} WHERE l.account_id = @account AND l.location_id = @id", new { account, id });
}
