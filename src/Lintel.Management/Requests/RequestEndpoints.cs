using Lintel.AspNetCore;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Requests;

/// <summary>The request log: by id, and by what support is told ("method, endpoint and approximate timestamp").</summary>
internal static class RequestEndpoints
{
    private const string Scope = "requests:read";

    public static void MapRequests(this RouteGroupBuilder management)
    {
        var requests = management.MapGroup(string.Empty).WithTags("Request log");
        requests.MapGet("/requests", Search)
            .WithName("lintel.requests.search")
            .WithSummary("Searches the request log, newest first")
            .AcceptsQuery<RequestQueryDocument>()
            .Produces<Page<RequestShape>>()
            .RequireScope(Scope)
            .Query(RequestQuery.Read);
        requests.MapGet("/requests/{id}", (ApiCall call) => Answer.Ok(RequestShape.Of(call.Resource<RequestLogEntry>())))
            .WithName("lintel.requests.get")
            .WithSummary("Shows a request by the id of its X-Request-Id header")
            .Produces<RequestShape>()
            .RequireScope(Scope)
            .Resource(Load)
            .RaisesError(Condition.ResourceMissing);
    }

    private static async Task<IResult> Search(ApiCall call, ILintelStores stores)
    {
        await FreshEntries(call);
        var page = await stores.RequestLog.SearchAsync(call.Body<RequestLogQuery>(), call.Aborted);
        return Answer.Ok(new Page<RequestShape>([.. page.Entries.Select(RequestShape.Of)], RequestQuery.Text(page.Cursor)));
    }

    private static async ValueTask<Outcome<RequestLogEntry>> Load(ApiCall call)
    {
        var id = call.RouteText("id");
        await FreshEntries(call);
        return await call.Service<ILintelStores>().RequestLog.FindAsync(id, call.Aborted) is { } entry ? entry : Refusal.Missing("Request", id);
    }

    /// <summary>Who asks for a request has just made it: what still waits in the queue is written first.</summary>
    private static Task FreshEntries(ApiCall call) => call.Service<RequestLogWriter>().FlushAsync(call.Aborted);
}
