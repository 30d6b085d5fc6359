using System.ComponentModel;
using System.Globalization;
using Lintel.AspNetCore;
using Lintel.FieldService.Assets;
using Lintel.FieldService.Inventory;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Technicians;
using Lintel.Management;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Management;

/// <summary>What the vendor has in its dashboard and not in its API, under the management API: meters, technicians, inventory locations.</summary>
internal static class DashboardEndpoints
{
    private const string OfOneAccount = "/fieldservice/accounts/{account}";

    public static void Map(RouteGroupBuilder management)
    {
        var dashboard = management.MapGroup(string.Empty).WithMetadata(Reply.Described).WithTags("Field service");
        dashboard.MapGet($"{OfOneAccount}/assets", ListAssetsAsync).WithName("fieldservice.dashboard.assets.list")
            .WithSummary("Lists the assets of an account with their meters").OfAccount(FieldServiceModule.Api, AccountOperations.ReadScope)
            .Query<AssetPage>().Produces<DashboardPage<Asset>>();
        dashboard.MapGet("/fieldservice/assets/{id}", ShowAssetAsync).WithName("fieldservice.dashboard.assets.get")
            .WithSummary("Shows an asset with its meters").RequireScope(AccountOperations.ReadScope).Resource(FindAssetAsync, "Asset").Produces<Asset>();
        dashboard.MapPost("/fieldservice/assets/{id}/meters", AddMeterAsync).WithName("fieldservice.dashboard.meters.create")
            .WithSummary("Adds a meter to an asset").RequireScope(AccountOperations.Scope).Resource(FindAssetAsync, "Asset").Body(DashboardReader.ReadMeter)
            .RaisesError(Condition.StateConflict).Accepts<MeterDocument>(Operations.Json).Produces<Meter>(StatusCodes.Status201Created);
        dashboard.MapPost($"{OfOneAccount}/technicians", AddTechnicianAsync).WithName("fieldservice.dashboard.technicians.create")
            .WithSummary("Adds a technician to an account").OfAccount(FieldServiceModule.Api).Body(DashboardReader.ReadTechnician)
            .Accepts<TechnicianDocument>(Operations.Json).Produces<TechnicianProfile>(StatusCodes.Status201Created);
        dashboard.MapPost($"{OfOneAccount}/inventory-locations", AddLocationAsync).WithName("fieldservice.dashboard.inventory-locations.create")
            .WithSummary("Adds an inventory location to an account").OfAccount(FieldServiceModule.Api).Body<NewInventoryLocation>()
            .RaisesError(Condition.StateConflict).Produces<InventoryLocation>(StatusCodes.Status201Created);
    }

    private static async Task<OwnedAsset?> FindAssetAsync(
        [Description("The id of the asset, as the API of the account has it.")] string id,
        AssetStore assets,
        CancellationToken cancellationToken) =>
        WholeNumberText.TryParse(id, out long number) ? await assets.FindOwnedAsync(number, cancellationToken) : null;

    private static async Task<IResult> ListAssetsAsync(
        Resource<Account> account, Query<AssetPage> query, AssetStore assets, CancellationToken cancellationToken)
    {
        var page = query.Value;
        var rows = await assets.PageAsync(account.Value.Id, page.After, page.Limit, cancellationToken);
        return Results.Json(
            new DashboardPage<Asset>(rows, rows.Count == page.Limit ? rows[^1].AssetId.ToString(CultureInfo.InvariantCulture) : null),
            Reply.Options);
    }

    private static async Task<IResult> ShowAssetAsync(Resource<OwnedAsset> asset, AssetStore assets, CancellationToken cancellationToken) =>
        await assets.FindAsync(asset.Value.AccountId, asset.Value.AssetId, cancellationToken) is { } shown
            ? Results.Json(shown, Reply.Options)
            : new ErrorResult(Refusal.Missing("Asset", asset.Value.AssetId.ToString(CultureInfo.InvariantCulture)));

    private static async Task<IResult> AddMeterAsync(
        Resource<OwnedAsset> asset, Body<Meter> meter, MeterStore meters, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("meter", null, meter.Value.MeterName);
        return Created(
            await meters.AddAsync(asset.Value.AccountId, meter.Value with { AssetId = asset.Value.AssetId }, call.StartedAt, cancellationToken),
            "The asset already has a meter of this name.");
    }

    private static async Task<IResult> AddTechnicianAsync(
        Resource<Account> account, Body<TechnicianProfile> technician, TechnicianStore technicians, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("technician", null, $"{technician.Value.FirstName} {technician.Value.LastName}");
        return Created(await technicians.AddAsync(account.Value.Id, technician.Value, call.StartedAt, cancellationToken));
    }

    private static async Task<IResult> AddLocationAsync(
        Resource<Account> account, Body<NewInventoryLocation> location, InventoryLocationStore locations, ApiCall call, CancellationToken cancellationToken)
    {
        var name = location.Value.LocationName.Trim();
        call.NoteChange("locationName", null, name);
        return Created(
            await locations.AddAsync(account.Value.Id, name, call.StartedAt, cancellationToken),
            "The account already has an inventory location of this name.");
    }

    private static IResult Created<T>(T? added, string problem)
        where T : class => Conflict.Unless(added, problem).Answer(Created);

    // The management API has no envelope around what went well.
    private static IResult Created<T>(T record) => Results.Json(record, Reply.Options, statusCode: StatusCodes.Status201Created);
}
