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
        api.MapGet(Path, List).WithName("fieldservice.inventory.list").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(ItemFilter.Read);
        api.MapGet(Path, Get).WithName("fieldservice.inventory.get").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").Resource(Find);
        api.MapPost(Path, CreateAsync).WithName("fieldservice.inventory.create").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Body(ItemFields.ReadNew);
        api.MapPut(Path, UpdateAsync).WithName("fieldservice.inventory.replace").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Find).Body(ItemFields.ReadReplacement);
        api.MapPatch(Path, UpdateAsync).WithName("fieldservice.inventory.update").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Find).Body(ItemFields.ReadChanges).RequireChange<ItemFields>();
        api.MapGet(Path, ListLow).WithName("fieldservice.inventory.low-stock").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQuery("sub", "low-stock").Query<Paging>();
    }

    private static void MapStock(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListStock).WithName("fieldservice.inventory.stock").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQuery("sub", "stock").Resource(Find).Query<Paging>();
        api.MapGet(Path, ListTransactions).WithName("fieldservice.inventory.transactions").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQuery("sub", "transactions").Resource(Find).Query<Paging>();
        api.MapPost(Path, AdjustAsync).WithName("fieldservice.inventory.adjust").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQuery("sub", "adjust").Resource(Find).Body(StockReader.ReadAdjustment);
        api.MapPost(Path, MoveAsync).WithName("fieldservice.inventory.transfer").RequireOperationScope("inventory:transfer").OfClass(Operations.Write)
            .WhenQuery("sub", "transfer").Body(StockReader.ReadMove);
    }

    private static void MapLocations(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListLocations).WithName("fieldservice.inventory.locations.list").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQuery("sub", "locations").WhenQueryAbsent("location_id").Query<Paging>();
        api.MapGet(Path, GetLocation).WithName("fieldservice.inventory.locations.get").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQuery("sub", "locations").WhenQueryPresent("location_id").Resource(FindLocation);
    }

    private static Outcome<Item> Find(RecordId id, Account account, ItemStore items) => id.Find("Item", number => items.Find(account.Id, number));

    private static Outcome<InventoryLocation> FindLocation(RecordId locationId, Account account, InventoryLocationStore locations) =>
        locationId.Find("Location", number => locations.Find(account.Id, number));

    private static IResult List(Query<ItemFilter> filter, Account account, ItemStore items, ApiCall call) =>
        Reply.List(call, filter.Value.Paging, items.List(account.Id, filter.Value));

    private static IResult Get(Resource<Item> item, ApiCall call) => Reply.Single(call, item.Value);

    private static IResult ListLow(Query<Paging> paging, Account account, ItemStore items, ApiCall call) =>
        Reply.List(call, paging.Value, items.ListLow(account.Id, paging.Value));

    private static IResult ListStock(Resource<Item> item, Query<Paging> paging, Account account, StockStore stock, ApiCall call) =>
        Reply.List(call, paging.Value, stock.ListLevels(account.Id, item.Value.Id, paging.Value));

    private static IResult ListTransactions(Resource<Item> item, Query<Paging> paging, Account account, StockStore stock, ApiCall call) =>
        Reply.List(call, paging.Value, stock.ListTransactions(account.Id, item.Value.Id, paging.Value));

    private static IResult ListLocations(Query<Paging> paging, Account account, InventoryLocationStore locations, ApiCall call) =>
        Reply.List(call, paging.Value, locations.List(account.Id, paging.Value));

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
