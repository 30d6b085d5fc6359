using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Assets;

/// <summary><c>/assets</c> and its operations by <c>sub</c>.</summary>
internal static class AssetEndpoints
{
    private const string Path = "/assets";
    private const string ReadScope = "assets:read";
    private const string WriteScope = "assets:write";

    private static readonly string StatusText = $"From each status only some others can be reached:\n\n{AssetStatus.Table}";

    public static void Map(RouteGroupBuilder api)
    {
        var assets = api.MapGroup(string.Empty).WithTags("Assets");
        MapReads(assets);
        MapWrites(assets);
        MapEvents(assets);
    }

    private static void MapReads(RouteGroupBuilder assets)
    {
        assets.MapGet(Path, ListAsync).WithName("fieldservice.assets.list").WithSummary("Lists assets with their meters").RequireScope(ReadScope)
            .OfClass(Operations.List).WhenQueryAbsent("sub").WhenQueryAbsent("id")
            .Query(AssetFilter.Read).AcceptsQuery<AssetListParameters>().Produces<ListReply<Asset>>();
        assets.MapGet(Path, Get).WithName("fieldservice.assets.get").WithSummary("Shows an asset with its meters").RequireScope(ReadScope)
            .OfClass(Operations.Single).WhenQueryAbsent("sub").WhenQueryPresent("id").OfRecord(FindAsync).Produces<SingleReply<Asset>>();
        assets.MapGet(Path, ListServicesAsync).WithName("fieldservice.assets.service-history")
            .WithSummary("Lists the services that were done on an asset, newest first").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQuery("sub", "service_history").OfRecord(FindAsync).Query<Paging>()
            .AcceptsQuery<RecordPageParameters>().Produces<ListReply<ServiceRecord>>();
    }

    private static void MapWrites(RouteGroupBuilder assets)
    {
        assets.MapPost(Path, CreateAsync).WithName("fieldservice.assets.create").WithSummary("Creates an asset").RequireScope(WriteScope)
            .OfClass(Operations.Write).WhenQueryAbsent("sub").Body(AssetReader.ReadNewAsync).WithoutSideEffects()
            .Accepts<NewAssetDocument>(Operations.Json).Produces<AssetWritten>(StatusCodes.Status201Created);
        assets.MapPut(Path, UpdateAsync).WithName("fieldservice.assets.update").WithSummary("Changes fields of an asset")
            .WithDescription($"{Operations.ChangeText} The status is changed by PATCH.").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body(AssetReader.ReadChangesAsync).RequireChange<AssetFields>()
            .Accepts<AssetChangeDocument>(Operations.Json).Produces<AssetWritten>();
        assets.MapPatch(Path, ChangeStatusAsync).WithName("fieldservice.assets.change-status").WithSummary("Changes the status of an asset")
            .WithDescription(StatusText).RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body<StatusChange>().RaisesError(Codes.InvalidStatusTransition).Produces<AssetWritten>();
    }

    private static void MapEvents(RouteGroupBuilder assets)
    {
        assets.MapPost(Path, ServiceAsync).WithName("fieldservice.assets.service").WithSummary("Records a service that was done on an asset")
            .RequireOperationScope("assets:service").OfClass(Operations.Write)
            .WhenQuery("sub", "service").OfRecord(FindAsync).Body(ServiceReader.ReadAsync)
            .Accepts<ServiceDocument>(Operations.Json).Produces<ServiceRecordWritten>(StatusCodes.Status201Created);
        assets.MapPost(Path, ReadMeterAsync).WithName("fieldservice.assets.meter-reading").WithSummary("Records a reading of one of an asset's meters")
            .WithDescription("A reading that first passes the threshold of a meter with the action `auto-create job` opens a job at the asset's location.")
            .RequireOperationScope("assets:meter").OfClass(Operations.Write)
            .WhenQuery("sub", "meter_reading").OfRecord(FindAsync).Body(ReadingFields.Read).RaisesError(Codes.MeterNotFound)
            .Accepts<ReadingDocument>(Operations.Json).Produces<MeterReadingWritten>(StatusCodes.Status201Created);
        assets.MapPost(Path, TransferAsync).WithName("fieldservice.assets.transfer").WithSummary("Transfers an asset to a location or a technician")
            .WithDescription("An asset whose status is final is not transferred.").RequireOperationScope("assets:transfer").OfClass(Operations.Write)
            .WhenQuery("sub", "transfer").OfRecord(FindAsync).Body(TransferReader.ReadAsync)
            .Accepts<TransferDocument>(Operations.Json).Produces<AssetTransferWritten>(StatusCodes.Status201Created);
    }

    private static Task<Outcome<Asset>> FindAsync(RecordId id, Account account, AssetStore assets, CancellationToken cancellationToken) =>
        id.FindAsync("Asset", number => assets.FindAsync(account.Id, number, cancellationToken));

    private static async Task<IResult> ListAsync(
        Query<AssetFilter> filter, Account account, AssetStore assets, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, filter.Value.Paging, await assets.ListAsync(account.Id, filter.Value, cancellationToken));

    private static IResult Get(Resource<Asset> asset, ApiCall call) => Reply.Single(call, asset.Value);

    private static async Task<IResult> CreateAsync(
        Body<AssetFields> asset, Account account, AssetStore assets, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(await assets.CreateAsync(account.Id, asset.Value, call.StartedAt, cancellationToken), AssetWritten.Of);

    private static async Task<IResult> UpdateAsync(
        Resource<Asset> asset, Body<AssetFields> changes, Account account, AssetStore assets, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Updated(await assets.UpdateAsync(account.Id, asset.Value.AssetId, changes.Value, call.StartedAt, cancellationToken), AssetWritten.Of);

    private static async Task<IResult> ChangeStatusAsync(
        Resource<Asset> asset, Body<StatusChange> change, Account account, AssetStore assets, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Updated(await assets.ChangeStatusAsync(account.Id, asset.Value.AssetId, change.Value, call.StartedAt, cancellationToken), AssetWritten.Of);

    private static async Task<IResult> ListServicesAsync(
        Resource<Asset> asset, Query<Paging> paging, Account account, ServiceStore services, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, paging.Value, await services.ListAsync(account.Id, asset.Value.AssetId, paging.Value, cancellationToken));

    private static async Task<IResult> ServiceAsync(
        Resource<Asset> asset, Body<ServiceFields> service, Account account, ServiceStore services, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(
            await services.AddAsync(account.Id, asset.Value.AssetId, service.Value, call.StartedAt, cancellationToken),
            record => new ServiceRecordWritten(record));

    private static async Task<IResult> ReadMeterAsync(
        Resource<Asset> asset, Body<ReadingFields> reading, Account account, MeterStore meters, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(
            await meters.ReadAsync(account.Id, asset.Value, reading.Value, problem => call.Fault("reading", problem), call.StartedAt, cancellationToken),
            taken => new MeterReadingWritten(taken));

    private static async Task<IResult> TransferAsync(
        Resource<Asset> asset, Body<TransferFields> goal, Account account, TransferStore transfers, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(
            await transfers.TransferAsync(account.Id, asset.Value.AssetId, goal.Value, call.StartedAt, cancellationToken),
            transfer => new AssetTransferWritten(transfer));
}
