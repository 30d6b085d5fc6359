using System.Data.Common;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Inventory;

/// <summary>What is where, and how it came to be so. Every change is checked and made in one transaction, so that stock is never below zero.</summary>
internal sealed class StockStore(FieldServiceDatabase database)
{
    /// <summary>The most of an item that a location holds.</summary>
    public const long Most = 1_000_000_000;

    private const string SelectTransaction = """
        SELECT x.transaction_id AS Id, x.item_id AS ItemId, x.location_id AS LocationId, l.location_name AS LocationName,
            x.transaction_type AS TransactionType, x.quantity_change AS QuantityChange, x.quantity_after AS QuantityAfter, x.reason AS Reason,
            x.created_at AS CreatedAt
        """;

    private const string Transactions = "inventory_transactions x";

    private const string Places = "JOIN inventory_locations l ON l.location_id = x.location_id";

    /// <summary>Every location of the company with what it holds of an item, nothing included.</summary>
    public Task<Listing<StockLevel>> ListLevelsAsync(string account, long item, Paging paging, CancellationToken cancellationToken)
    {
        var where = new Filter("l", account);
        where.Parameters.Add("item", item);
        return database.ReadAsync(
            connection => Listing<StockLevel>.ReadAsync(
                connection,
                "SELECT @item AS ItemId, l.location_id AS LocationId, l.location_name AS LocationName, COALESCE(s.quantity, 0) AS Quantity",
                "inventory_locations l",
                "LEFT JOIN stock s ON s.location_id = l.location_id AND s.item_id = @item",
                where,
                "l.location_id",
                paging),
            cancellationToken);
    }

    /// <summary>The changes of an item's stock, newest first.</summary>
    public Task<Listing<InventoryTransaction>> ListTransactionsAsync(string account, long item, Paging paging, CancellationToken cancellationToken)
    {
        var where = new Filter("x", account).And("x.item_id = @item", "item", item);
        return database.ReadAsync(
            connection =>
                Listing<InventoryTransaction>.ReadAsync(connection, SelectTransaction, Transactions, Places, where, "x.transaction_id DESC", paging),
            cancellationToken);
    }

    /// <param name="account">Whose item it is.</param>
    /// <param name="item">The item.</param>
    /// <param name="fields">The change.</param>
    /// <param name="makeFault">Makes the fault of the quantity in the contract's words, from what is wrong with it.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="cancellationToken">Leaves the queue of writes.</param>
    public Task<Outcome<InventoryTransaction>> AdjustAsync(
        string account, long item, AdjustFields fields, Func<string, FieldFault> makeFault, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<InventoryTransaction>>(
            async connection =>
            {
                var after = await QuantityAsync(connection, item, fields.LocationId) + fields.QuantityChange;
                if (after is < 0 or > Most)
                {
                    return Refusal.Invalid(makeFault($"would make the stock at this location {after}; it must be from 0 to {Most}"));
                }

                var change = new StockChange(account, item, fields.LocationId, InventoryTransaction.Adjustment, fields.QuantityChange, after, fields.Reason);
                return await FindAsync(connection, await ApplyAsync(connection, change, now));
            },
            cancellationToken);

    /// <summary>Moves stock: both ends change, or neither.</summary>
    public Task<Outcome<InventoryTransfer>> MoveAsync(
        string account, MoveFields fields, Func<string, FieldFault> makeFault, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<InventoryTransfer>>(
            async connection =>
            {
                if (await ItemStore.FindAsync(connection, account, fields.ItemId) is null)
                {
                    return Refusal.Missing("Item", fields.ItemId.ToString());
                }

                var left = await QuantityAsync(connection, fields.ItemId, fields.FromLocationId) - fields.Quantity;
                var arrived = await QuantityAsync(connection, fields.ItemId, fields.ToLocationId) + fields.Quantity;
                if (left < 0 || arrived > Most)
                {
                    return Refusal.Invalid(makeFault(left < 0
                        ? $"must be at most {left + fields.Quantity}, the stock at the location that it comes from"
                        : $"would make the stock at the location that it goes to larger than {Most}"));
                }

                var id = await ApplyAsync(
                    connection,
                    new StockChange(account, fields.ItemId, fields.FromLocationId, InventoryTransaction.TransferOut, -fields.Quantity, left, null),
                    now);
                await ApplyAsync(
                    connection,
                    new StockChange(account, fields.ItemId, fields.ToLocationId, InventoryTransaction.TransferIn, fields.Quantity, arrived, null),
                    now);
                return new InventoryTransfer(id, fields.ItemId, fields.FromLocationId, fields.ToLocationId, fields.Quantity, MomentText.Seconds(now));
            },
            cancellationToken);

    private static async Task<long> QuantityAsync(DbConnection connection, long item, long location) => await connection.ExecuteScalarAsync<long?>(
        "SELECT quantity FROM stock WHERE item_id = @item AND location_id = @location", new { item, location }) ?? 0;

    private static async Task<long> ApplyAsync(DbConnection connection, StockChange change, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO stock (item_id, location_id, quantity) VALUES (@Item, @Location, @After)
            ON CONFLICT (item_id, location_id) DO UPDATE SET quantity = excluded.quantity
            """,
            change);
        return await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO inventory_transactions (account_id, item_id, location_id, transaction_type, quantity_change, quantity_after, reason, created_at)
            VALUES (@Account, @Item, @Location, @Type, @Change, @After, @Reason, @now)
            RETURNING transaction_id
            """,
            new { change.Account, change.Item, change.Location, change.Type, change.Change, change.After, change.Reason, now = MomentText.Seconds(now) });
    }

    private static Task<InventoryTransaction> FindAsync(DbConnection connection, long id) =>
        connection.QueryFirstAsync<InventoryTransaction>($"{SelectTransaction} FROM {Transactions} {Places} WHERE x.transaction_id = @id", new { id });

    private sealed record StockChange(string Account, long Item, long Location, string Type, long Change, long After, string? Reason);
}
