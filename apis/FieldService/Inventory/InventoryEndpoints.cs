using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Inventory;

/// <summary><c>/inventory</c> and its operations by <c>sub</c>.</summary>
internal static class InventoryEndpoints
{
    private const string Path = "/inventory";
    private const string ReadScope = "inventory:read";
    private const string WriteScope = "inventory:write";

    public static void Map(RouteGroupBuilder api)
    {
        var inventory = api.MapGroup(string.Empty).WithTags("Inventory");
        MapReads(inventory);
        MapWrites(inventory);
        MapStock(inventory);
        MapLocations(inventory);
    }

    private static void MapReads(RouteGroupBuilder inventory)
    {
        inventory.MapGet(Path, ListAsync).WithName("fieldservice.inventory.list").WithSummary("Lists items").RequireScope(ReadScope)
            .OfClass(Operations.List).WhenQueryAbsent("sub").WhenQueryAbsent("id")
            .Query(ItemFilter.Read).AcceptsQuery<ItemListParameters>().Produces<ListReply<Item>>();
        inventory.MapGet(Path, Get).WithName("fieldservice.inventory.get").WithSummary("Shows an item").RequireScope(ReadScope)
            .OfClass(Operations.Single).WhenQueryAbsent("sub").WhenQueryPresent("id").OfRecord(FindAsync).Produces<SingleReply<Item>>();
        inventory.MapGet(Path, ListLowAsync).WithName("fieldservice.inventory.low-stock").WithSummary("Lists items that are to be ordered again")
            .WithDescription("These are the items whose total quantity is at their reorder point or below it.").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQuery("sub", "low-stock").Query<Paging>().AcceptsQuery<PageParameters>().Produces<ListReply<Item>>();
    }

    private static void MapWrites(RouteGroupBuilder inventory)
    {
        inventory.MapPost(Path, CreateAsync).WithName("fieldservice.inventory.create").WithSummary("Creates an item").RequireScope(WriteScope)
            .OfClass(Operations.Write).WhenQueryAbsent("sub").Body(ItemFields.ReadNew)
            .Accepts<WholeItemDocument>(Operations.Json).Produces<ItemWritten>(StatusCodes.Status201Created);
        inventory.MapPut(Path, UpdateAsync).WithName("fieldservice.inventory.replace").WithSummary("Replaces an item")
            .WithDescription("Fields that are not sent are set back to what a new item has.").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body(ItemFields.ReadReplacement)
            .WithRequestExample(new WholeItemDocument { PartNumber = "SEAL-42", Name = "Seal, 42 mm", UnitCost = 4.75m })
            .Accepts<WholeItemDocument>(Operations.Json).Produces<ItemWritten>();
        inventory.MapPatch(Path, UpdateAsync).WithName("fieldservice.inventory.update").WithSummary("Changes fields of an item")
            .WithDescription(Operations.ChangeText).RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body(ItemFields.ReadChanges).RequireChange<ItemFields>()
            .Accepts<ItemChangeDocument>(Operations.Json).Produces<ItemWritten>();
    }

    private static void MapStock(RouteGroupBuilder inventory)
    {
        inventory.MapGet(Path, ListStockAsync).WithName("fieldservice.inventory.stock").WithSummary("Lists how many of an item each location has")
            .RequireScope(ReadScope).OfClass(Operations.Single).WhenQuery("sub", "stock").OfRecord(FindAsync).Query<Paging>()
            .AcceptsQuery<RecordPageParameters>().Produces<ListReply<StockLevel>>();
        inventory.MapGet(Path, ListTransactionsAsync).WithName("fieldservice.inventory.transactions")
            .WithSummary("Lists the changes of an item's stock, newest first").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQuery("sub", "transactions").OfRecord(FindAsync).Query<Paging>()
            .AcceptsQuery<RecordPageParameters>().Produces<ListReply<InventoryTransaction>>();
        inventory.MapPost(Path, AdjustAsync).WithName("fieldservice.inventory.adjust").WithSummary("Adjusts the stock of an item at a location")
            .RequireScope(WriteScope).OfClass(Operations.Write).WhenQuery("sub", "adjust").OfRecord(FindAsync).Body(StockReader.ReadAdjustmentAsync)
            .Accepts<AdjustmentDocument>(Operations.Json).Produces<InventoryTransactionWritten>(StatusCodes.Status201Created);
        inventory.MapPost(Path, MoveAsync).WithName("fieldservice.inventory.transfer").WithSummary("Moves stock from one location to another")
            .RequireOperationScope("inventory:transfer").OfClass(Operations.Write).WhenQuery("sub", "transfer").Body(StockReader.ReadMoveAsync)
            .WithoutSideEffects().RaisesError(Condition.ResourceMissing).Accepts<StockTransferDocument>(Operations.Json)
            .Produces<InventoryTransferWritten>(StatusCodes.Status201Created);
    }

    private static void MapLocations(RouteGroupBuilder inventory)
    {
        inventory.MapGet(Path, ListLocationsAsync).WithName("fieldservice.inventory.locations.list").WithSummary("Lists inventory locations")
            .RequireScope(ReadScope).OfClass(Operations.List).WhenQuery("sub", "locations").WhenQueryAbsent("location_id").Query<Paging>()
            .AcceptsQuery<PageParameters>().Produces<ListReply<InventoryLocation>>();
        inventory.MapGet(Path, GetLocation).WithName("fieldservice.inventory.locations.get").WithSummary("Shows an inventory location")
            .RequireScope(ReadScope).OfClass(Operations.List).WhenQuery("sub", "locations").WhenQueryPresent("location_id").OfRecord(FindLocationAsync)
            .AcceptsQuery<InventoryLocationParameters>().Produces<SingleReply<InventoryLocation>>();
    }

    private static Task<Outcome<Item>> FindAsync(RecordId id, Account account, ItemStore items, CancellationToken cancellationToken) =>
        id.FindAsync("Item", number => items.FindAsync(account.Id, number, cancellationToken));

    private static Task<Outcome<InventoryLocation>> FindLocationAsync(
        RecordId locationId, Account account, InventoryLocationStore locations, CancellationToken cancellationToken) =>
        locationId.FindAsync("Location", number => locations.FindAsync(account.Id, number, cancellationToken));

    private static async Task<IResult> ListAsync(
        Query<ItemFilter> filter, Account account, ItemStore items, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, filter.Value.Paging, await items.ListAsync(account.Id, filter.Value, cancellationToken));

    private static IResult Get(Resource<Item> item, ApiCall call) => Reply.Single(call, item.Value);

    private static async Task<IResult> ListLowAsync(
        Query<Paging> paging, Account account, ItemStore items, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, paging.Value, await items.ListLowAsync(account.Id, paging.Value, cancellationToken));

    private static async Task<IResult> ListStockAsync(
        Resource<Item> item, Query<Paging> paging, Account account, StockStore stock, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, paging.Value, await stock.ListLevelsAsync(account.Id, item.Value.Id, paging.Value, cancellationToken));

    private static async Task<IResult> ListTransactionsAsync(
        Resource<Item> item, Query<Paging> paging, Account account, StockStore stock, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, paging.Value, await stock.ListTransactionsAsync(account.Id, item.Value.Id, paging.Value, cancellationToken));

    private static async Task<IResult> ListLocationsAsync(
        Query<Paging> paging, Account account, InventoryLocationStore locations, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, paging.Value, await locations.ListAsync(account.Id, paging.Value, cancellationToken));

    private static IResult GetLocation(Resource<InventoryLocation> location, ApiCall call) => Reply.Single(call, location.Value);

    private static async Task<IResult> CreateAsync(
        Body<ItemFields> item, Account account, ItemStore items, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(await items.CreateAsync(account.Id, item.Value, Duplicate(call), call.StartedAt, cancellationToken), made => new ItemWritten(made));

    private static async Task<IResult> UpdateAsync(
        Resource<Item> item, Body<ItemFields> changes, Account account, ItemStore items, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Updated(
            await items.UpdateAsync(account.Id, item.Value.Id, changes.Value, Duplicate(call), call.StartedAt, cancellationToken),
            changed => new ItemWritten(changed));

    private static async Task<IResult> AdjustAsync(
        Resource<Item> item, Body<AdjustFields> change, Account account, StockStore stock, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(
            await stock.AdjustAsync(
                account.Id, item.Value.Id, change.Value, problem => call.Fault("quantity_change", problem), call.StartedAt, cancellationToken),
            transaction => new InventoryTransactionWritten(transaction));

    private static async Task<IResult> MoveAsync(Body<MoveFields> move, Account account, StockStore stock, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(
            await stock.MoveAsync(account.Id, move.Value, problem => call.Fault("quantity", problem), call.StartedAt, cancellationToken),
            transfer => new InventoryTransferWritten(transfer));

    private static FieldFault Duplicate(ApiCall call) => call.Fault("part_number", "must not be the part number of another item");
}
