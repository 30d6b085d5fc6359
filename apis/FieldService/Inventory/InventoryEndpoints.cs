using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Inventory;

/// <summary><c>/inventory</c> and its operations by <c>sub</c>.</summary>
internal sealed class InventoryEndpoints(ItemStore items, StockStore stock, InventoryLocationStore locations, StockReader reader)
{
    private const string Path = "/inventory";
    private const string ReadScope = "inventory:read";
    private const string WriteScope = "inventory:write";

    private Func<ApiCall, ValueTask<Outcome<Item>>> Load { get; } = Addressing.ById("Item", items.Find);

    public void MapTo(IEndpointRouteBuilder api)
    {
        MapItems(api);
        MapStock(api);
        MapLocations(api);
    }

    private void MapItems(IEndpointRouteBuilder api)
    {
        api.Map("GET", Path, "inventory.list", List).RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(ItemFilter.Read);
        api.Map("GET", Path, "inventory.get", call => Reply.Single(call, call.Resource<Item>())).RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").Resource(Load);
        api.Map("POST", Path, "inventory.create", CreateAsync).RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Body(ItemFields.ReadNew);
        api.Map("PUT", Path, "inventory.replace", UpdateAsync).RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Load).Body(ItemFields.ReadReplacement);
        api.Map("PATCH", Path, "inventory.update", UpdateAsync).RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Load).Body(ItemFields.ReadChanges).RequireChange((ItemFields changes) => changes.IsEmpty);
        Sub(api, "GET", "low-stock", "inventory.low-stock", ListLow).RequireScope(ReadScope).OfClass(Operations.List)
            .Query(FieldReaderExtensions.ReadPaging);
    }

    private void MapStock(IEndpointRouteBuilder api)
    {
        Sub(api, "GET", "stock", "inventory.stock", ListStock).RequireScope(ReadScope).OfClass(Operations.Single)
            .Resource(Load).Query(FieldReaderExtensions.ReadPaging);
        Sub(api, "GET", "transactions", "inventory.transactions", ListTransactions).RequireScope(ReadScope).OfClass(Operations.Single)
            .Resource(Load).Query(FieldReaderExtensions.ReadPaging);
        Sub(api, "POST", "adjust", "inventory.adjust", AdjustAsync).RequireScope(WriteScope).OfClass(Operations.Write)
            .Resource(Load).Body(reader.ReadAdjustment);
        Sub(api, "POST", "transfer", "inventory.transfer", MoveAsync).RequireOperationScope("inventory:transfer").OfClass(Operations.Write)
            .Body(reader.ReadMove);
    }

    private void MapLocations(IEndpointRouteBuilder api)
    {
        Sub(api, "GET", "locations", "inventory.locations.list", ListLocations).RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQueryAbsent("location_id").Query(FieldReaderExtensions.ReadPaging);
        Sub(api, "GET", "locations", "inventory.locations.get", call => Reply.Single(call, call.Resource<InventoryLocation>()))
            .RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQueryPresent("location_id").Resource(Addressing.ById("Location", locations.Find, "location_id"));
    }

    private static IEndpointConventionBuilder Sub(IEndpointRouteBuilder api, string method, string sub, string name, Func<ApiCall, Task<IResult>> handler) =>
        api.Map(method, Path, name, handler).WhenQuery("sub", sub);

    private Task<IResult> List(ApiCall call)
    {
        var filter = call.Body<ItemFilter>();
        return Task.FromResult(Reply.List(call, filter.Paging, items.List(call.Account.Id, filter)));
    }

    private Task<IResult> ListLow(ApiCall call) => Task.FromResult(Reply.List(call, call.Body<Paging>(), items.ListLow(call.Account.Id, call.Body<Paging>())));

    private Task<IResult> ListStock(ApiCall call) => Task.FromResult(
        Reply.List(call, call.Body<Paging>(), stock.ListLevels(call.Account.Id, IdOf(call), call.Body<Paging>())));

    private Task<IResult> ListTransactions(ApiCall call) => Task.FromResult(
        Reply.List(call, call.Body<Paging>(), stock.ListTransactions(call.Account.Id, IdOf(call), call.Body<Paging>())));

    private Task<IResult> ListLocations(ApiCall call) => Task.FromResult(
        Reply.List(call, call.Body<Paging>(), locations.List(call.Account.Id, call.Body<Paging>())));

    private Task<IResult> CreateAsync(ApiCall call) => Reply.Created(
        items.CreateAsync(call.Account.Id, call.Body<ItemFields>(), Duplicate(call), call.StartedAt, call.Aborted), item => new ItemWritten(item));

    private Task<IResult> UpdateAsync(ApiCall call) => Reply.Updated(
        items.UpdateAsync(call.Account.Id, IdOf(call), call.Body<ItemFields>(), Duplicate(call), call.StartedAt, call.Aborted), item => new ItemWritten(item));

    private Task<IResult> AdjustAsync(ApiCall call) => Reply.Created(
        stock.AdjustAsync(
            call.Account.Id, IdOf(call), call.Body<AdjustFields>(), problem => call.Fault("quantity_change", problem), call.StartedAt, call.Aborted),
        transaction => new InventoryTransactionWritten(transaction));

    private Task<IResult> MoveAsync(ApiCall call) => Reply.Created(
        stock.MoveAsync(call.Account.Id, call.Body<MoveFields>(), problem => call.Fault("quantity", problem), call.StartedAt, call.Aborted),
        transfer => new InventoryTransferWritten(transfer));

    private static FieldFault Duplicate(ApiCall call) => call.Fault("part_number", "must not be the part number of another item");

    private static long IdOf(ApiCall call) => call.Resource<Item>().Id;
}
