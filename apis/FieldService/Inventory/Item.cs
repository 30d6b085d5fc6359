using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.FieldService.Inventory;

/// <summary>A kind of part; the members are in the order in which they are sent.</summary>
internal sealed record Item
{
    public required long Id { get; init; }

    public required string PartNumber { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Unit { get; init; }

    public decimal? UnitCost { get; init; }

    public required long ReorderPoint { get; init; }

    [Description("How many there are at all locations together.")]
    public required long TotalQuantity { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }
}

/// <summary>A place where parts are kept: a warehouse, a van.</summary>
internal sealed record InventoryLocation
{
    public required long LocationId { get; init; }

    public required string LocationName { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }
}

/// <summary>How many of an item are at a location.</summary>
internal sealed record StockLevel
{
    public required long ItemId { get; init; }

    public required long LocationId { get; init; }

    public required string LocationName { get; init; }

    public required long Quantity { get; init; }
}

/// <summary>One change of an item's stock at a location.</summary>
internal sealed record InventoryTransaction
{
    public const string Adjustment = "adjustment";
    public const string TransferIn = "transfer_in";
    public const string TransferOut = "transfer_out";

    public required long Id { get; init; }

    public required long ItemId { get; init; }

    public required long LocationId { get; init; }

    public required string LocationName { get; init; }

    [AllowedValues(Adjustment, TransferIn, TransferOut)]
    public required string TransactionType { get; init; }

    public required long QuantityChange { get; init; }

    [Description("The stock at the location after the change.")]
    public required long QuantityAfter { get; init; }

    public string? Reason { get; init; }

    public required string CreatedAt { get; init; }
}

/// <summary>A move of stock between two locations; its id is that of the transaction that took the stock out.</summary>
internal sealed record InventoryTransfer(
    [property: Description("The id of the transaction that took the stock out.")] long Id,
    long ItemId,
    long FromLocationId,
    long ToLocationId,
    long Quantity,
    string TransferredAt);

/// <summary>The reply to a write.</summary>
internal sealed record ItemWritten(Item Item)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;
}

/// <summary>The reply to an adjustment.</summary>
internal sealed record InventoryTransactionWritten(InventoryTransaction Transaction)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;
}

/// <summary>The reply to a transfer.</summary>
internal sealed record InventoryTransferWritten(InventoryTransfer Transfer)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;
}
