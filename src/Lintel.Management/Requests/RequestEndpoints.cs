using Lintel.AspNetCore;
using Lintel.Operators;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Lintel.Management.Requests;

/// <summary>The request log: by id, and by what support is told ("method, endpoint and approximate timestamp").</summary>
internal static class RequestEndpoints
{
    private const string Scope = "requests:read";
    private const int Exports = 4;
    private const int Tails = 20;

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
        requests.MapExport();
        requests.MapTail();
        requests.MapGet("/requests/{id}", (ApiCall call) => Answer.Ok(RequestShape.Of(call.Resource<RequestLogEntry>())))
            .WithName("lintel.requests.get")
            .WithSummary("Shows a request by the id of its X-Request-Id header")
            .Produces<RequestShape>()
            .RequireScope(Scope)
            .Resource(Load)
            .RaisesError(Condition.ResourceMissing);
        requests.MapGet("/requests/{id}/explain", Explain)
            .WithName("lintel.requests.explain")
            .WithSummary("Explains a request guard by guard, and says what would make it pass")
            .Produces<ExplainedShape>()
            .RequireScope(Scope)
            .Resource(Load)
            .RaisesError(Condition.ResourceMissing);
        requests.MapDecide();
    }

    private static async Task<IResult> Explain(ApiCall call, ApiDirectory apis, ILintelStores stores, OperatorCache operators)
    {
        var entry = call.Resource<RequestLogEntry>();
        var key = entry.KeyId is { } id ? await stores.Keys.FindAsync(id, call.Aborted) : null;
        var runtime = apis.OfEntry(entry.Api);
        var isOfOperators = runtime.Contract.Realm == OperatorService.Api;
        var caller = isOfOperators && (key?.OperatorId ?? Explainer.CallerOf(entry)) is { } person ? await operators.FindAsync(person, call.Aborted) : null;
        return Answer.Ok(new ExplainedShape(ExplanationShape.Of(RequestShape.Of(entry), Explainer.Of(runtime, entry, key, caller))));
    }

    private static void MapExport(this RouteGroupBuilder requests)
    {
        var places = new Places(Exports, "exports");
        requests.MapGet("/requests/export", Export)
            .WithName("lintel.requests.export")
            .WithSummary("Exports the request log, newest first, as NDJSON or CSV")
            .AcceptsQuery<RequestExportDocument>()
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson", additionalContentTypes: "text/csv")
            .RequireScope(Scope)
            .Query(RequestExportQuery.Read)
            .RaisesError(Condition.ServerOverloaded);

        async Task<IResult> Export(ApiCall call, ILintelStores stores, TimeProvider time, IHostApplicationLifetime lifetime)
        {
            await FreshEntries(call);
            var (query, format) = call.Body<RequestExportQuery>();
            var bounds = new ExportBounds(query.Cursor, query.Limit);
            return new LogExport<RequestLogEntry>(call, ReadAsync, bounds, format, places, time, lifetime.ApplicationStopping);

            async ValueTask<ExportPage<RequestLogEntry>> ReadAsync(long? cursor, int limit, CancellationToken cancellationToken)
            {
                var page = await stores.RequestLog.SearchAsync(query with { Cursor = cursor, Limit = limit }, cancellationToken);
                return new ExportPage<RequestLogEntry>(page.Entries, page.Cursor);
            }
        }
    }

    private static void MapTail(this RouteGroupBuilder requests)
    {
        var places = new Places(Tails, "live tails");
        requests.MapGet("/requests/tail", Tail)
            .WithName("lintel.requests.tail")
            .WithSummary("Sends the entries of the request log as they are written, as server-sent events")
            .AcceptsQuery<RequestTailDocument>()
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .RequireScope(Scope)
            .Query(RequestQuery.Filters)
            .RaisesError(Condition.ServerOverloaded);

        IResult Tail(ApiCall call, RequestTail tail, TimeProvider time, IHostApplicationLifetime lifetime) =>
            new RequestTailAnswer(call, tail, places, time, lifetime.ApplicationStopping);
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
