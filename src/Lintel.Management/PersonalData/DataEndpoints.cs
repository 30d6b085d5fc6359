using Lintel.AspNetCore;
using Lintel.Management.Rights;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.Management.PersonalData;

/// <summary>The export of everything that is kept of an account.</summary>
internal static class DataEndpoints
{
    private const int Exports = 2;

    public static void MapData(this RouteGroupBuilder management)
    {
        var places = new Places(Exports, "exports of accounts");
        management.MapGet("/accounts/{id}/data", ExportAsync)
            .WithName("lintel.accounts.data")
            .WithSummary("Exports what is kept of an account, as NDJSON")
            .WithDescription("The account, its people with their sessions, its keys without their secrets, its requests, and the changes of and by it.")
            .WithTags("Personal data")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .RequireScope("audit:read")
            .Resource(LoadAsync)
            .RaisesError(Condition.ScopeMissing, Condition.ResourceMissing, Condition.ServerOverloaded);

        async Task<IResult> ExportAsync(ApiCall call, ILintelStores stores, RequestLogWriter log, TimeProvider time, IHostApplicationLifetime lifetime)
        {
            await log.FlushAsync(call.Aborted);
            var modules = call.Http.RequestServices.GetServices<IAccountRecords>().ToArray();
            return new DataExport(call, stores, modules, places, time, lifetime.ApplicationStopping);
        }
    }

    private static async ValueTask<Outcome<Account>> LoadAsync(ApiCall call)
    {
        var id = call.RouteText("id");
        if (await call.Service<ILintelStores>().Accounts.FindAsync(id, call.Aborted) is not { } account)
        {
            return Refusal.Missing("Account", id);
        }

        return ManagementRights.ToExport(call, account) is { } refusal ? refusal : account;
    }
}
