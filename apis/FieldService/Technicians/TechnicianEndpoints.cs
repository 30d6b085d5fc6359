using Lintel.AspNetCore;
using Lintel.FieldService.Replies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Technicians;

/// <summary><c>/technicians</c>, read only.</summary>
internal static class TechnicianEndpoints
{
    private const string Path = "/technicians";
    private const string Scope = "technicians:read";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListAsync).WithName("fieldservice.technicians.list").RequireScope(Scope).OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(TechnicianFilter.Read);
        api.MapGet(Path, Get).WithName("fieldservice.technicians.get").RequireScope(Scope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").OfRecord(FindAsync);
    }

    private static Task<Outcome<TechnicianProfile>> FindAsync(RecordId id, Account account, TechnicianStore technicians, CancellationToken cancellationToken) =>
        id.FindAsync("Technician", number => technicians.FindAsync(account.Id, number, cancellationToken));

    private static async Task<IResult> ListAsync(
        Query<TechnicianFilter> filter, Account account, TechnicianStore technicians, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, filter.Value.Paging, await technicians.ListAsync(account.Id, filter.Value, cancellationToken));

    private static IResult Get(Resource<TechnicianProfile> technician, ApiCall call) => Reply.Single(call, technician.Value);
}
