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
        api.MapGet(Path, List).WithName("fieldservice.technicians.list").RequireScope(Scope).OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(TechnicianFilter.Read);
        api.MapGet(Path, Get).WithName("fieldservice.technicians.get").RequireScope(Scope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").Resource(Find);
    }

    private static Outcome<TechnicianProfile> Find(RecordId id, Account account, TechnicianStore technicians) =>
        id.Find("Technician", number => technicians.Find(account.Id, number));

    private static IResult List(Query<TechnicianFilter> filter, Account account, TechnicianStore technicians, ApiCall call) =>
        Reply.List(call, filter.Value.Paging, technicians.List(account.Id, filter.Value));

    private static IResult Get(Resource<TechnicianProfile> technician, ApiCall call) => Reply.Single(call, technician.Value);
}
