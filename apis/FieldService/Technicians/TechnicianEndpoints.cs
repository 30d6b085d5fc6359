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
        var technicians = api.MapGroup(string.Empty).WithTags("Technicians");
        technicians.MapGet(Path, ListAsync).WithName("fieldservice.technicians.list").WithSummary("Lists technicians").RequireScope(Scope)
            .OfClass(Operations.List).WhenQueryAbsent("sub").WhenQueryAbsent("id")
            .Query(TechnicianFilter.Read).AcceptsQuery<TechnicianListParameters>().Produces<ListReply<Technician>>();
        technicians.MapGet(Path, Get).WithName("fieldservice.technicians.get").WithSummary("Shows a technician with skills and working hours")
            .RequireScope(Scope).OfClass(Operations.Single).WhenQueryAbsent("sub").WhenQueryPresent("id")
            .OfRecord(FindAsync).Produces<SingleReply<TechnicianProfile>>();
    }

    private static Task<Outcome<TechnicianProfile>> FindAsync(RecordId id, Account account, TechnicianStore technicians, CancellationToken cancellationToken) =>
        id.FindAsync("Technician", number => technicians.FindAsync(account.Id, number, cancellationToken));

    private static async Task<IResult> ListAsync(
        Query<TechnicianFilter> filter, Account account, TechnicianStore technicians, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, filter.Value.Paging, await technicians.ListAsync(account.Id, filter.Value, cancellationToken));

    private static IResult Get(Resource<TechnicianProfile> technician, ApiCall call) => Reply.Single(call, technician.Value);
}
