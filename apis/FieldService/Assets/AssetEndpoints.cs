using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Assets;

/// <summary><c>/assets</c> and its operations by <c>sub</c>.</summary>
internal sealed class AssetEndpoints(
    AssetStore assets,
    MeterStore meters,
    ServiceStore services,
    TransferStore transfers,
    AssetReader reader,
    ServiceReader serviceReader,
    TransferReader transferReader)
{
    private const string Path = "/assets";

    private Func<ApiCall, ValueTask<Outcome<Asset>>> Load { get; } = Addressing.ById("Asset", assets.Find);

    public void MapTo(IEndpointRouteBuilder api)
    {
        MapAssets(api);
        MapParts(api);
    }

    private void MapAssets(IEndpointRouteBuilder api)
    {
        api.Map("GET", Path, "assets.list", List).RequireScope("assets:read").OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(AssetFilter.Read);
        api.Map("GET", Path, "assets.get", call => Reply.Single(call, call.Resource<Asset>())).RequireScope("assets:read").OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").Resource(Load);
        api.Map("POST", Path, "assets.create", CreateAsync).RequireScope("assets:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Body(reader.ReadNew);
        api.Map("PUT", Path, "assets.update", UpdateAsync).RequireScope("assets:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Load).Body(reader.ReadChanges).RequireChange((AssetFields changes) => changes.IsEmpty);
        api.Map("PATCH", Path, "assets.change-status", ChangeStatusAsync).RequireScope("assets:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Load).Body(StatusChange.Read).RaisesError(Codes.InvalidStatusTransition);
    }

    private void MapParts(IEndpointRouteBuilder api)
    {
        Part(api, "GET", "service_history", "assets.service-history", ListServices).RequireScope("assets:read").OfClass(Operations.Single)
            .Query(FieldReaderExtensions.ReadPaging);
        Part(api, "POST", "service", "assets.service", ServiceAsync).RequireOperationScope("assets:service").OfClass(Operations.Write)
            .Body(serviceReader.Read);
        Part(api, "POST", "meter_reading", "assets.meter-reading", ReadMeterAsync).RequireOperationScope("assets:meter").OfClass(Operations.Write)
            .Body(ReadingFields.Read).RaisesError(Codes.MeterNotFound);
        Part(api, "POST", "transfer", "assets.transfer", TransferAsync).RequireOperationScope("assets:transfer").OfClass(Operations.Write)
            .Body(transferReader.Read);
    }

    private IEndpointConventionBuilder Part(IEndpointRouteBuilder api, string method, string sub, string name, Func<ApiCall, Task<IResult>> handler) =>
        api.Map(method, Path, name, handler).WhenQuery("sub", sub).Resource(Load);

    private Task<IResult> List(ApiCall call)
    {
        var filter = call.Body<AssetFilter>();
        return Task.FromResult(Reply.List(call, filter.Paging, assets.List(call.Account.Id, filter)));
    }

    private Task<IResult> CreateAsync(ApiCall call) =>
        Reply.Created(assets.CreateAsync(call.Account.Id, call.Body<AssetFields>(), call.StartedAt, call.Aborted), AssetWritten.Of);

    private Task<IResult> UpdateAsync(ApiCall call) =>
        Reply.Updated(assets.UpdateAsync(call.Account.Id, IdOf(call), call.Body<AssetFields>(), call.StartedAt, call.Aborted), AssetWritten.Of);

    private Task<IResult> ChangeStatusAsync(ApiCall call) =>
        Reply.Updated(assets.ChangeStatusAsync(call.Account.Id, IdOf(call), call.Body<StatusChange>(), call.StartedAt, call.Aborted), AssetWritten.Of);

    private Task<IResult> ListServices(ApiCall call)
    {
        var paging = call.Body<Paging>();
        return Task.FromResult(Reply.List(call, paging, services.List(call.Account.Id, IdOf(call), paging)));
    }

    private Task<IResult> ServiceAsync(ApiCall call) => Reply.Created(
        services.AddAsync(call.Account.Id, IdOf(call), call.Body<ServiceFields>(), call.StartedAt, call.Aborted),
        record => new ServiceRecordWritten(record));

    private Task<IResult> ReadMeterAsync(ApiCall call) => Reply.Created(
        meters.ReadAsync(
            call.Account.Id, call.Resource<Asset>(), call.Body<ReadingFields>(), problem => call.Fault("reading", problem), call.StartedAt, call.Aborted),
        reading => new MeterReadingWritten(reading));

    private Task<IResult> TransferAsync(ApiCall call) => Reply.Created(
        transfers.TransferAsync(call.Account.Id, IdOf(call), call.Body<TransferFields>(), call.StartedAt, call.Aborted),
        transfer => new AssetTransferWritten(transfer));

    private static long IdOf(ApiCall call) => call.Resource<Asset>().AssetId;
}
