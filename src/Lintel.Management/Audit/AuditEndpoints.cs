using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Lintel.Management.Audit;

/// <summary>The audit log: who changed what, when, and how it ended.</summary>
internal static class AuditEndpoints
{
    private const string Scope = "audit:read";
    private const int Exports = 4;

    public static void MapAudit(this RouteGroupBuilder management)
    {
        var audit = management.MapGroup("/audit").WithTags("Audit log");
        audit.MapGet(string.Empty, Search)
            .WithName("lintel.audit.search")
            .WithSummary("Searches the audit log, newest first")
            .AcceptsQuery<AuditQueryDocument>()
            .Produces<Page<AuditShape>>()
            .RequireScope(Scope)
            .Query(ReadSearch);
        audit.MapExport();
    }

    private static void MapExport(this RouteGroupBuilder audit)
    {
        var places = new Places(Exports, "exports");
        audit.MapGet("/export", Export)
            .WithName("lintel.audit.export")
            .WithSummary("Exports the audit log, newest first, as NDJSON")
            .AcceptsQuery<AuditExportDocument>()
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .RequireScope(Scope)
            .Query(ReadExport)
            .RaisesError(Condition.ServerOverloaded);

        IResult Export(ApiCall call, ILintelStores stores, TimeProvider time, IHostApplicationLifetime lifetime)
        {
            var query = call.Body<AuditQuery>();
            var format = new NdjsonExport<AuditEntry, AuditShape>("audit", AuditShape.Of);
            var bounds = new ExportBounds(query.Cursor, query.Limit);
            return new LogExport<AuditEntry>(call, ReadAsync, bounds, format, places, time, lifetime.ApplicationStopping);

            async ValueTask<ExportPage<AuditEntry>> ReadAsync(long? cursor, int limit, CancellationToken cancellationToken)
            {
                var page = await stores.Audit.SearchAsync(query with { Cursor = cursor, Limit = limit }, cancellationToken);
                return new ExportPage<AuditEntry>(page.Entries, page.Cursor);
            }
        }
    }

    private static async Task<IResult> Search(ApiCall call, ILintelStores stores)
    {
        var page = await stores.Audit.SearchAsync(call.Body<AuditQuery>(), call.Aborted);
        return Answer.Ok(new Page<AuditShape>([.. page.Entries.Select(AuditShape.Of)], page.Cursor?.ToString(CultureInfo.InvariantCulture)));
    }

    private static AuditQuery ReadSearch(FieldReader fields) =>
        ReadFilters(fields) with { Limit = (int)(fields.Integer("limit", min: 1, max: 200) ?? 50) };

    private static AuditQuery ReadExport(FieldReader fields) => ReadFilters(fields) with { Limit = ExportBounds.ReadLimit(fields) };

    private static AuditQuery ReadFilters(FieldReader fields) => new()
    {
        AccountId = fields.Text("accountId", max: 100),
        KeyId = fields.Text("keyId", max: 100),
        UserId = fields.Text("userId", max: 256),
        Operation = fields.Text("operation", max: 256),
        Target = fields.Text("target", max: 256),
        From = fields.Timestamp("from"),
        To = fields.Timestamp("to"),
        Cursor = fields.Integer("cursor", min: 0, max: long.MaxValue),
    };
}
