using Lintel.AspNetCore;
using Lintel.FieldService.Replies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Technicians;

/// <summary><c>/technicians</c>, read only.</summary>
internal sealed class TechnicianEndpoints(TechnicianStore technicians)
{
    private const string Path = "/technicians";

    public void MapTo(IEndpointRouteBuilder api)
    {
        api.Map("GET", Path, "technicians.list", List).RequireScope("technicians:read").OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(TechnicianFilter.Read);
        api.Map("GET", Path, "technicians.get", call => Reply.Single(call, call.Resource<TechnicianProfile>()))
            .RequireScope("technicians:read").OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").Resource(Addressing.ById("Technician", technicians.Find));
    }

    private Task<IResult> List(ApiCall call)
    {
        var filter = call.Body<TechnicianFilter>();
        return Task.FromResult(Reply.List(call, filter.Paging, technicians.List(call.Account.Id, filter)));
    }
}
