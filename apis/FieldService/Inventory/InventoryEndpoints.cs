using Lintel.AspNetCore;
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
        MapItems(api);
        MapStock(api);
        MapLocations(api);
    }

    private static void MapItems(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListAsync).WithName("fieldservice.inventory.list").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(ItemFilter.Read);
        api.MapGet(Path, Get).WithName("fieldservice.inventory.get").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").OfRecord(FindAsync);
        api.MapPost(Path, CreateAsync).WithName("fieldservice.inventory.create").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Body(ItemFields.ReadNew);
        api.MapPut(Path, UpdateAsync).WithName("fieldservice.inventory.replace").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body(ItemFields.ReadReplacement);
        api.MapPatch(Path, UpdateAsync).WithName("fieldservice.inventory.update").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body(ItemFields.ReadChanges).RequireChange<ItemFields>();
        api.MapGet(Path, ListLowAsync).WithName("fieldservice.inventory.low-stock").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQuery("sub", "low-stock").Query<Paging>();
    }

    private static void MapStock(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListStockAsync).WithName("fieldservice.inventory.stock").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQuery("sub", "stock").OfRecord(FindAsync).Query<Paging>();
        api.MapGet(Path, ListTransactionsAsync).WithName("fieldservice.inventory.transactions").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQuery("sub", "transactions").OfRecord(FindAsync).Query<Paging>();
        api.MapPost(Path, AdjustAsync).WithName("fieldservice.inventory.adjust").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQuery("sub", "adjust").OfRecord(FindAsync).Body(StockReader.ReadAdjustmentAsync);
        api.MapPost(Path, MoveAsync).WithName("fieldservice.inventory.transfer").RequireOperationScope("inventory:transfer").OfClass(Operations.Write)
            .WhenQuery("sub", "transfer").Body(StockReader.ReadMoveAsync);
    }

    private static void MapLocations(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListLocationsAsync).WithName("fieldservice.inventory.locations.list").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQuery("sub", "locations").WhenQueryAbsent("location_id").Query<Paging>();
        api.MapGet(Path, GetLocation).WithName("fieldservice.inventory.locations.get").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQuery("sub", "locations").WhenQueryPresent("location_id").OfRecord(FindLocationAsync);
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
