using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;

namespace Lintel.FieldService.Inventory;

/// <summary>What the body of an item says.</summary>
internal sealed record ItemFields(
    Sent<string> PartNumber,
    Sent<string> Name,
    Sent<string> Description,
    Sent<string> Unit,
    Sent<decimal?> UnitCost,
    Sent<long> ReorderPoint) : IChange
{
    private const string InitialUnit = "each";

    public bool IsEmpty => !(PartNumber.IsSent || Name.IsSent || Description.IsSent || Unit.IsSent || UnitCost.IsSent || ReorderPoint.IsSent);

    public static ItemFields ReadNew(FieldReader fields) => Read(fields, WriteMode.Create);

    public static ItemFields ReadReplacement(FieldReader fields) => Read(fields, WriteMode.Replace);

    public static ItemFields ReadChanges(FieldReader fields) => Read(fields, WriteMode.Change);

    private static ItemFields Read(FieldReader fields, WriteMode mode) => new(
        fields.NeededText(mode, "part_number", 100),
        fields.NeededText(mode, "name", 255),
        fields.DescriptionText(mode, "description", 5000),
        fields.Optional(mode, "unit", InitialUnit, (reader, name) => reader.Text(name, max: 50) ?? InitialUnit),
        fields.Optional(mode, "unit_cost", null, (reader, name) => reader.Number(name, min: 0, max: Amount.Largest)),
        fields.Optional(mode, "reorder_point", 0L, (reader, name) => reader.Integer(name, min: 0, max: StockStore.Most) ?? 0));
}

/// <summary>What the body of an adjustment says.</summary>
internal sealed record AdjustFields(long LocationId, long QuantityChange, string? Reason);

/// <summary>What the body of a move of stock says.</summary>
internal sealed record MoveFields(long ItemId, long FromLocationId, long ToLocationId, long Quantity);

/// <summary>Reads the bodies of adjustments and moves, field by field: ids are looked up in the order of the fields.</summary>
internal static class StockReader
{
    public static async Task<AdjustFields> ReadAdjustmentAsync(FieldReader fields, References references, CancellationToken cancellationToken)
    {
        var location = await references.InventoryLocationAsync(fields, "location_id", cancellationToken);
        var change = fields.Integer("quantity_change", required: true, min: -StockStore.Most, max: StockStore.Most);
        if (change == 0)
        {
            fields.Fault("quantity_change", "must not be 0");
        }

        return new AdjustFields(location, change ?? 0, fields.Text("reason", max: 500, lines: true));
    }

    public static async Task<MoveFields> ReadMoveAsync(FieldReader fields, References references, CancellationToken cancellationToken)
    {
        var item = fields.Integer("item_id", required: true, min: 1) ?? 0;
        var from = await references.InventoryLocationAsync(fields, "from_location_id", cancellationToken);
        var to = await references.InventoryLocationAsync(fields, "to_location_id", cancellationToken);
        if (to == from && to != 0)
        {
            fields.Fault("to_location_id", "must not be the location that the stock comes from");
        }

        return new MoveFields(item, from, to, fields.Integer("quantity", required: true, min: 1, max: StockStore.Most) ?? 0);
    }
}

/// <summary>Which items a list shows.</summary>
internal sealed record ItemFilter(string? Search, CreatedRange Created, Paging Paging)
{
    public static ItemFilter Read(FieldReader fields) => new(fields.Text("search", max: 255), fields.ReadCreatedRange(), fields.ReadPaging());
}
