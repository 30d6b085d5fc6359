using System.Data.Common;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Inventory;

/// <summary>The items of all accounts; every query names one.</summary>
internal sealed class ItemStore(FieldServiceDatabase database)
{
    private const string Total = "(SELECT COALESCE(SUM(s.quantity), 0) FROM stock s WHERE s.item_id = i.item_id)";

    private const string Select = $"""
        SELECT i.item_id AS Id, i.part_number AS PartNumber, i.name AS Name, i.description AS Description, i.unit AS Unit, i.unit_cost AS UnitCost,
            i.reorder_point AS ReorderPoint, {Total} AS TotalQuantity, i.created_at AS CreatedAt, i.updated_at AS UpdatedAt
        """;

    private const string Table = "inventory_items i";

    public Task<Item?> FindAsync(string account, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, account, id), cancellationToken);

    public Task<Listing<Item>> ListAsync(string account, ItemFilter filter, CancellationToken cancellationToken) => ListAsync(
        new Filter("i", account).Contains(filter.Search, "i.part_number", "i.name").Created("i", filter.Created), filter.Paging,
        cancellationToken);

    /// <summary>Items at or under the point at which they are to be ordered again.</summary>
    public Task<Listing<Item>> ListLowAsync(string account, Paging paging, CancellationToken cancellationToken) =>
        ListAsync(new Filter("i", account).AndIf(applies: true, $"i.reorder_point > 0 AND {Total} <= i.reorder_point"), paging, cancellationToken);

    /// <param name="account">Whose item it is.</param>
    /// <param name="fields">All of its fields.</param>
    /// <param name="duplicate">The fault of a part number that another item has.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="cancellationToken">Leaves the queue of writes.</param>
    public Task<Outcome<Item>> CreateAsync(string account, ItemFields fields, FieldFault duplicate, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Item>>(
            async connection =>
            {
                var id = await connection.ExecuteScalarAsync<long?>(
                    """
                    INSERT INTO inventory_items (account_id, part_number, name, description, unit, unit_cost, reorder_point, created_at, updated_at)
                    VALUES (@account, @part, @name, @description, @unit, @cost, @reorder, @now, @now)
                    ON CONFLICT (account_id, part_number) DO NOTHING
                    RETURNING item_id
                    """,
                    new
                    {
                        account,
                        part = fields.PartNumber.Value,
                        name = fields.Name.Value,
                        description = fields.Description.Value,
                        unit = fields.Unit.Value,
                        cost = Amount.Text(fields.UnitCost.Value),
                        reorder = fields.ReorderPoint.Value,
                        now = MomentText.Seconds(now),
                    });
                return id is null ? Refusal.Invalid(duplicate) : (await FindAsync(connection, account, id.Value))!;
            },
            cancellationToken);

    /// <summary>Changes what was sent; a replacement has every field.</summary>
    public Task<Outcome<Item>> UpdateAsync(
        string account, long id, ItemFields changes, FieldFault duplicate, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Item>>(
            async connection =>
            {
                var item = (await FindAsync(connection, account, id))!;
                var part = changes.PartNumber.Or(item.PartNumber);
                if (await IsTakenAsync(connection, account, part, except: id))
                {
                    return Refusal.Invalid(duplicate);
                }

                await connection.ExecuteAsync(
                    """
                    UPDATE inventory_items SET part_number = @part, name = @name, description = @description, unit = @unit, unit_cost = @cost,
                        reorder_point = @reorder, updated_at = @now
                    WHERE account_id = @account AND item_id = @id
                    """,
                    new
                    {
                        account,
                        id,
                        part,
                        name = changes.Name.Or(item.Name),
                        description = changes.Description.Or(item.Description),
                        unit = changes.Unit.Or(item.Unit),
                        cost = Amount.Text(changes.UnitCost.Or(item.UnitCost)),
                        reorder = changes.ReorderPoint.Or(item.ReorderPoint),
                        now = MomentText.Seconds(now),
                    });
                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    /// <summary>Finds an item inside a transaction.</summary>
    public static Task<Item?> FindAsync(DbConnection connection, string account, long id) =>
        connection.QueryFirstOrDefaultAsync<Item>($"{Select} FROM {Table} WHERE i.account_id = @account AND i.item_id = @id", new { account, id });

    private Task<Listing<Item>> ListAsync(Filter where, Paging paging, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Listing<Item>.ReadAsync(connection, Select, Table, string.Empty, where, "i.item_id", paging), cancellationToken);

    private static async Task<bool> IsTakenAsync(DbConnection connection, string account, string part, long except) =>
        await connection.ExecuteScalarAsync<long?>(
        "SELECT 1 FROM inventory_items WHERE account_id = @account AND part_number = @part AND item_id <> @except", new { account, part, except }) is not null;
}
