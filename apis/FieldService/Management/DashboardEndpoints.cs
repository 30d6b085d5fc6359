using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.FieldService.Assets;
using Lintel.FieldService.Inventory;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Technicians;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Management;

/// <summary>What the vendor has in its dashboard and not in its API, under the management API: meters, technicians, inventory locations.</summary>
internal sealed class DashboardEndpoints(
    AccountCache accounts,
    AssetStore assets,
    MeterStore meters,
    TechnicianStore technicians,
    InventoryLocationStore locations)
{
    private const string Scope = "records:write";

    public void MapTo(IEndpointRouteBuilder management)
    {
        management.MapPost("/fieldservice/assets/{id}/meters", AddMeterAsync).WithName("fieldservice.dashboard.meters.create").RequireScope(Scope)
            .Resource(LoadAsset).Body(DashboardReader.ReadMeter);
        management.MapPost("/fieldservice/accounts/{account}/technicians", AddTechnicianAsync).WithName("fieldservice.dashboard.technicians.create").RequireScope(Scope)
            .Resource(LoadAccountAsync).Body(DashboardReader.ReadTechnician);
        management.MapPost("/fieldservice/accounts/{account}/inventory-locations", AddLocationAsync).WithName("fieldservice.dashboard.inventory-locations.create").RequireScope(Scope)
            .Resource(LoadAccountAsync).Body(DashboardReader.ReadLocationName);
    }

    private ValueTask<Outcome<OwnedAsset>> LoadAsset(ApiCall call)
    {
        var text = call.Http.Request.RouteValues["id"]?.ToString() ?? string.Empty;
        var asset = WholeNumberText.TryParse(text, out long id) ? assets.FindOwned(id) : null;
        return ValueTask.FromResult<Outcome<OwnedAsset>>(asset is null ? Refusal.Missing("Asset", text) : asset);
    }

    private async ValueTask<Outcome<Account>> LoadAccountAsync(ApiCall call)
    {
        var id = call.Http.Request.RouteValues["account"]?.ToString() ?? string.Empty;
        var account = await accounts.FindAsync(id, call.Aborted);
        return account is { Api: FieldServiceModule.Api } ? account : Refusal.Missing("Account", id);
    }

    private async Task<IResult> AddMeterAsync(ApiCall call)
    {
        var asset = call.Resource<OwnedAsset>();
        var meter = await meters.AddAsync(asset.AccountId, call.Body<Meter>() with { AssetId = asset.AssetId }, call.StartedAt, call.Aborted);
        return Created(meter, "The asset already has a meter of this name.");
    }

    private async Task<IResult> AddTechnicianAsync(ApiCall call)
    {
        var technician = await technicians.AddAsync(call.Resource<Account>().Id, call.Body<TechnicianProfile>(), call.StartedAt, call.Aborted);
        return Results.Json(technician, Reply.Options, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> AddLocationAsync(ApiCall call)
    {
        var location = await locations.AddAsync(call.Resource<Account>().Id, call.Body<string>(), call.StartedAt, call.Aborted);
        return Created(location, "The account already has an inventory location of this name.");
    }

    private static IResult Created<T>(T? record, string problem)
        where T : class => record is not null
            ? Results.Json(record, Reply.Options, statusCode: StatusCodes.Status201Created)
            : new ErrorResult(Refusal.For(Condition.StateConflict, new RefusalArgument("problem", problem)));
}
