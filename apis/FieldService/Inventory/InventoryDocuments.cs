using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;

namespace Lintel.FieldService.Inventory;

/// <summary>The fields that an item can do without, as the reference describes them; <see cref="ItemFields"/> reads them.</summary>
internal abstract record ItemDocument
{
    [StringLength(5000)]
    public string? Description { get; init; }

    [StringLength(50)]
    [Description("The word `each` where it is not sent with a whole item.")]
    public string? Unit { get; init; }

    [Range(0, (double)Amount.Largest)]
    public decimal? UnitCost { get; init; }

    [Range(0, StockStore.Most)]
    [Description("The stock at which the item is to be ordered again; 0 for never, as where it is not sent with a whole item.")]
    public long? ReorderPoint { get; init; }
}

/// <summary>The body of a new item, and of one that takes another's place.</summary>
[RequestExample("""{"part_number":"SEAL-40","name":"Seal, 40 mm","unit_cost":4.25,"reorder_point":10}""")]
internal sealed record WholeItemDocument : ItemDocument
{
    [StringLength(100, MinimumLength = 1)]
    [Description("No other item of the company has it.")]
    public required string PartNumber { get; init; }

    [StringLength(255, MinimumLength = 1)]
    public required string Name { get; init; }
}

/// <summary>The body of a change of an item.</summary>
[Description("At least one field.")]
[RequestExample("""{"unit_cost":4.5,"reorder_point":5}""")]
internal sealed record ItemChangeDocument : ItemDocument
{
    [StringLength(100, MinimumLength = 1)]
    [Description("No other item of the company has it.")]
    public string? PartNumber { get; init; }

    [StringLength(255, MinimumLength = 1)]
    public string? Name { get; init; }
}

/// <summary>The body of an adjustment, as the reference describes it; <see cref="StockReader"/> reads it.</summary>
[RequestExample("""{"location_id":1,"quantity_change":4,"reason":"Count"}""")]
internal sealed record AdjustmentDocument(
    [Id, Description("An inventory location.")] long LocationId,
    [Range(-StockStore.Most, StockStore.Most), Description("Not 0; the stock at the location must not fall below 0.")] long QuantityChange,
    [StringLength(500)] string? Reason = null);

/// <summary>The body of a move of stock, as the reference describes it; <see cref="StockReader"/> reads it.</summary>
[RequestExample("""{"item_id":1,"from_location_id":1,"to_location_id":2,"quantity":2}""")]
internal sealed record StockTransferDocument(
    [Id] long ItemId,
    [Id, Description("An inventory location.")] long FromLocationId,
    [Id, Description("Another inventory location.")] long ToLocationId,
    [Range(1, StockStore.Most), Description("At most the stock at the location that it comes from.")] long Quantity);

/// <summary>The query of the list of items; <see cref="ItemFilter.Read"/> reads it.</summary>
internal sealed record ItemListParameters : ListParameters
{
    [StringLength(255)]
    [Description("A part of the part number or the name.")]
    public string? Search { get; init; }
}

/// <summary>The query of a read of one inventory location.</summary>
internal sealed record InventoryLocationParameters
{
    [Id]
    [Description("The id of the inventory location.")]
    public required long LocationId { get; init; }
}
