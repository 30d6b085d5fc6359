using System.Data.Common;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Assets;

/// <summary>The assets of all accounts; every query names one.</summary>
internal sealed class AssetStore(FieldServiceDatabase database)
{
    private const string Select = """
        SELECT a.asset_id AS AssetId, a.asset_name AS AssetName, a.asset_type_id AS AssetTypeId, a.serial_number AS SerialNumber, a.status AS Status,
            a.condition AS Condition, a.ownership_type AS OwnershipType, a.location_id AS LocationId, l.location_name AS LocationName,
            a.assigned_technician_id AS AssignedTechnicianId, a.created_at AS CreatedAt, a.updated_at AS UpdatedAt
        """;

    private const string Table = "assets a";

    private const string Joins = "LEFT JOIN locations l ON l.location_id = a.location_id";

    // Six digits, or as many as there are.
    private const string Tag =
        "'AST-' || CASE WHEN a.asset_id < 1000000 THEN substr(CAST(1000000 + a.asset_id AS TEXT), 2) ELSE CAST(a.asset_id AS TEXT) END";

    public Task<Asset?> FindAsync(string account, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, account, id), cancellationToken);

    /// <summary>Finds an asset whoever's it is, for the management API.</summary>
    public Task<OwnedAsset?> FindOwnedAsync(long id, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
            connection.QueryFirstOrDefaultAsync<OwnedAsset>("SELECT a.asset_id AS AssetId, a.account_id AS AccountId FROM assets a WHERE a.asset_id = @id", new { id }),
        cancellationToken);

    /// <summary>A page of all assets, by id.</summary>
    public Task<List<Asset>> PageAsync(string account, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var rows = await connection.QueryAsync<Asset>(
                $"{Select} FROM {Table} {Joins} WHERE a.account_id = @account AND a.asset_id > @after ORDER BY a.asset_id LIMIT @limit",
                new { account, after, limit });
            return await WithMetersAsync(connection, rows.AsList());
        },
        cancellationToken);

    public Task<Listing<Asset>> ListAsync(string account, AssetFilter filter, CancellationToken cancellationToken)
    {
        var where = new Filter("a", account)
            .And("a.status = @status", "status", filter.Status)
            .And("a.asset_type_id = @type", "type", filter.TypeId)
            .And("a.condition = @condition", "condition", filter.Condition)
            .And("a.location_id = @location", "location", filter.LocationId)
            .And("a.ownership_type = @ownership", "ownership", filter.OwnershipType)
            .Contains(filter.Search, "a.asset_name", Tag, "a.serial_number")
            .Created("a", filter.Created);
        return database.ReadAsync(
            async connection =>
            {
                var listing = await Listing<Asset>.ReadAsync(connection, Select, Table, Joins, where, "a.asset_id", filter.Paging);
                return listing with { Rows = await WithMetersAsync(connection, listing.Rows) };
            },
            cancellationToken);
    }

    public Task<Outcome<Asset>> CreateAsync(string account, AssetFields fields, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Asset>>(
            async connection =>
            {
                var id = await connection.ExecuteScalarAsync<long>(
                    """
                    INSERT INTO assets (account_id, asset_name, asset_type_id, serial_number, status, condition, ownership_type, location_id, created_at, updated_at)
                    VALUES (@account, @name, @type, @serial, @status, @condition, @ownership, @location, @now, @now)
                    RETURNING asset_id
                    """,
                    new
                    {
                        account,
                        name = fields.Name.Value,
                        type = fields.TypeId.Value,
                        serial = fields.SerialNumber.Value,
                        status = fields.Status,
                        condition = fields.Condition.Value,
                        ownership = fields.OwnershipType.Value,
                        location = fields.LocationId.Value,
                        now = MomentText.Seconds(now),
                    });
                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    public Task<Outcome<Asset>> UpdateAsync(string account, long id, AssetFields changes, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Asset>>(
            async connection =>
            {
                var asset = (await FindAsync(connection, account, id))!;
                await connection.ExecuteAsync(
                    """
                    UPDATE assets SET asset_name = @name, asset_type_id = @type, serial_number = @serial, condition = @condition,
                        ownership_type = @ownership, location_id = @location, updated_at = @now
                    WHERE account_id = @account AND asset_id = @id
                    """,
                    new
                    {
                        account,
                        id,
                        name = changes.Name.Or(asset.AssetName),
                        type = changes.TypeId.Or(asset.AssetTypeId),
                        serial = changes.SerialNumber.Or(asset.SerialNumber),
                        condition = changes.Condition.Or(asset.Condition),
                        ownership = changes.OwnershipType.Or(asset.OwnershipType),
                        location = changes.LocationId.Or(asset.LocationId),
                        now = MomentText.Seconds(now),
                    });
                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    public Task<Outcome<Asset>> ChangeStatusAsync(string account, long id, StatusChange change, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Asset>>(
            async connection =>
            {
                var current = (await FindAsync(connection, account, id))!.Status;
                if (!AssetStatus.Table.Allows(current, change.Status))
                {
                    return AssetStatus.Table.Refuse(current, change.Status);
                }

                await connection.ExecuteAsync(
                    """
                    UPDATE assets SET status = @to, updated_at = @now WHERE account_id = @account AND asset_id = @id;
                    INSERT INTO asset_status_changes (account_id, asset_id, from_status, to_status, reason, changed_at)
                    VALUES (@account, @id, @from, @to, @reason, @now)
                    """,
                    new { account, id, from = current, to = change.Status, reason = change.Reason, now = MomentText.Seconds(now) });
                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    /// <summary>Finds an asset inside a transaction.</summary>
    public static async Task<Asset?> FindAsync(DbConnection connection, string account, long id)
    {
        var asset = await connection.QueryFirstOrDefaultAsync<Asset>(
            $"{Select} FROM {Table} {Joins} WHERE a.account_id = @account AND a.asset_id = @id",
            new { account, id });
        return asset is null ? null : (await WithMetersAsync(connection, [asset]))[0];
    }

    private static async Task<List<Asset>> WithMetersAsync(DbConnection connection, IReadOnlyList<Asset> assets)
    {
        var meters = (await connection.QueryAsync<Meter>(
            $"{MeterStore.Select} WHERE m.asset_id IN @ids ORDER BY m.meter_id", new { ids = assets.Select(asset => asset.AssetId).ToArray() }))
            .ToLookup(meter => meter.AssetId);
        return [.. assets.Select(asset => asset with { Meters = [.. meters[asset.AssetId]] })];
    }
}
