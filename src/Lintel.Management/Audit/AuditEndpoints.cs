using System.ComponentModel;
using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Audit;

/// <summary>The audit log: who changed what, when, and how it ended.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder management) => management.MapGet("/audit", Search)
        .WithName("lintel.audit.search")
        .WithSummary("Searches the audit log, newest first")
        .WithTags("Audit log")
        .AcceptsQuery<AuditQueryDocument>()
        .Produces<Page<AuditShape>>()
        .RequireScope("audit:read")
        .Query(Read);

    private static async Task<IResult> Search(ApiCall call, ILintelStores stores)
    {
        var page = await stores.Audit.SearchAsync(call.Body<AuditQuery>(), call.Aborted);
        return Answer.Ok(new Page<AuditShape>([.. page.Entries.Select(AuditShape.Of)], page.Cursor?.ToString(CultureInfo.InvariantCulture)));
    }

    private static AuditQuery Read(FieldReader fields) => new()
    {
        AccountId = fields.Text("accountId", max: 100),
        KeyId = fields.Text("keyId", max: 100),
        Operation = fields.Text("operation", max: 256),
        Target = fields.Text("target", max: 256),
        From = fields.Timestamp("from"),
        To = fields.Timestamp("to"),
        Cursor = fields.Integer("cursor", min: 0, max: long.MaxValue),
        Limit = (int)(fields.Integer("limit", min: 1, max: 200) ?? 50),
    };

    internal sealed record AuditShape(
        DateTimeOffset At,
        string RequestId,
        string? KeyId,
        [Description("The person who signed in, or the subject of an access token.")] string? UserId,
        string? AccountId,
        string? Address,
        [Description("Method and route.")] string Operation,
        [Description("The id of the record; of an import the number of its keys.")] string? Target,
        [Description("done, replayed, failed, the condition of a refusal, or null where the end is not known.")] string? Outcome)
    {
        public static AuditShape Of(AuditEntry entry) =>
            new(entry.At, entry.RequestId, entry.KeyId, entry.UserId, entry.AccountId, entry.Address, entry.Operation, entry.Target, entry.Outcome);
    }
}
