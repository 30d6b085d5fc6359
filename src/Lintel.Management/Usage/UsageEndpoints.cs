using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Rights;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Usage;

/// <summary>The operations that tell how much is used, by whom, and how much of it is refused.</summary>
internal static class UsageEndpoints
{
    private const string Scope = "requests:read";

    public static void MapUsage(this RouteGroupBuilder management)
    {
        var usage = management.MapGroup("/usage").WithTags("Usage");
        usage.MapGet(string.Empty, Show)
            .WithName("lintel.usage")
            .WithSummary("Counts requests, errors and durations; of the last 24 hours by API and code by default")
            .AcceptsQuery<UsageDocument>()
            .Produces<UsageShape>()
            .RequireScope(Scope)
            .Query(UsageRequest.Read);
        usage.MapGet("/top", Show)
            .WithName("lintel.usage.top")
            .WithSummary("Lists the keys, accounts, operations, codes or addresses with the most requests, or the most refused ones")
            .AcceptsQuery<UsageTopDocument>()
            .Produces<UsageShape>()
            .RequireScope(Scope)
            .Query(UsageRequest.ReadTop);
        usage.MapGet("/impatient", Impatient)
            .WithName("lintel.usage.impatient")
            .WithSummary("Lists callers that come again before the time that Retry-After has told them")
            .AcceptsQuery<UsageImpatientDocument>()
            .Produces<ImpatientShape>()
            .RequireScope(Scope)
            .Query(UsageRequest.ReadImpatient);
        usage.MapGet("/expiring", Expiring)
            .WithName("lintel.usage.expiring")
            .WithSummary("Lists keys that are in use and expire soon")
            .AcceptsQuery<UsageExpiringDocument>()
            .Produces<Page<ExpiringShape>>()
            .RequireScope(Scope)
            .Query(ExpiringRequest.Read);
        usage.MapGet("/old-secrets", OldSecrets)
            .WithName("lintel.usage.old-secrets")
            .WithSummary("Lists old secrets of keys that were still used in the overlap of a rotation")
            .AcceptsQuery<UsageOldSecretsDocument>()
            .Produces<Page<OldSecretShape>>()
            .RequireScope(Scope)
            .Query(ReadOldSecrets);
    }

    private static KeyQuery ReadOldSecrets(FieldReader fields) => new(
        fields.Text("accountId", max: 100),
        fields.Call.RealmOf(fields.Text("api", max: 100)),
        fields.Text("cursor", min: 1, max: 100),
        (int)(fields.Integer("limit", min: 1, max: 200) ?? 50))
    {
        OldSecretsAfter = fields.Call.StartedAt,
    };

    private static async Task<IResult> Show(ApiCall call, ILintelStores stores)
    {
        var request = call.Body<UsageRequest>();

        // What is told of all comes first: requests in between then belong to a pair, and not to the rest.
        var total = request.Total is { } all ? await ReadAsync(call, stores, all) : [];
        var rows = await ReadAsync(call, stores, request.Query);
        return Answer.Ok(UsageShape.Of(request, [.. rows.Concat(UsageRest.Of(request, total, rows))]));
    }

    private static async Task<IResult> Impatient(ApiCall call, ILintelStores stores)
    {
        var query = call.Body<UsageRequest>().Query;
        return Answer.Ok(ImpatientShape.Of(query, await ReadAsync(call, stores, query)));
    }

    private static async Task<IResult> Expiring(ApiCall call, ILintelStores stores)
    {
        await call.Service<RequestLogWriter>().FlushAsync(call.Aborted);
        return Answer.Ok(await new ExpiringKeys(stores, call.StartedAt).ReadAsync(ManagementRights.Seen(call, call.Body<KeyQuery>()), call.Aborted));
    }

    // A page may be shorter than its limit: keys whose old secrets nobody has used are left out of it.
    private static async Task<IResult> OldSecrets(ApiCall call, ILintelStores stores)
    {
        var query = ManagementRights.Seen(call, call.Body<KeyQuery>());
        await call.Service<RequestLogWriter>().FlushAsync(call.Aborted);
        var keys = await stores.Keys.ListAsync(query, call.Aborted);
        var uses = await stores.RequestLog.FindKeyUsesAsync([.. keys.SelectMany(KeyUse.NamesOf)], call.Aborted);
        var used = from key in keys
                   from secret in key.Secrets
                   where secret.EndsAt > call.StartedAt && uses.ContainsKey(KeyUse.NameOf(key.Id, secret.Hint))
                   select OldSecretShape.Of(key, secret, uses[KeyUse.NameOf(key.Id, secret.Hint)]);
        return Answer.Ok(new Page<OldSecretShape>([.. used], keys.Count < query.Limit ? null : keys[^1].Id));
    }

    private static async ValueTask<IReadOnlyList<UsageRow>> ReadAsync(ApiCall call, ILintelStores stores, UsageQuery query)
    {
        await call.Service<RequestLogWriter>().FlushAsync(call.Aborted);
        return await stores.RequestLog.ReadUsageAsync(query, call.Aborted);
    }
}
