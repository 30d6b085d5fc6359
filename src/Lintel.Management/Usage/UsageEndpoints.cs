using Lintel.AspNetCore;
using Lintel.Keys;
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

    private static readonly TimeSpan InUse = TimeSpan.FromDays(7);

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
    }

    private static async Task<IResult> Show(ApiCall call, ILintelStores stores)
    {
        var request = call.Body<UsageRequest>();
        return Answer.Ok(UsageShape.Of(request, await ReadAsync(call, stores, request.Query)));
    }

    private static async Task<IResult> Impatient(ApiCall call, ILintelStores stores)
    {
        var query = call.Body<UsageRequest>().Query;
        return Answer.Ok(ImpatientShape.Of(query, await ReadAsync(call, stores, query)));
    }

    // A page may be shorter than its limit: keys that nobody uses are left out of it.
    private static async Task<IResult> Expiring(ApiCall call, ILintelStores stores)
    {
        var query = call.Body<KeyQuery>();
        var keys = await stores.Keys.ListAsync(query, call.Aborted);
        var period = UsagePeriod.Of(call.StartedAt - InUse, call.StartedAt, UsageGrain.Day, call.StartedAt);
        var used = new List<ExpiringShape>();
        foreach (var key in keys)
        {
            var rows = await stores.RequestLog.ReadUsageAsync(
                new UsageQuery { Grain = period.Grain, Dimension = UsageDimension.Key, From = period.From, To = period.To, Value = key.Id }, call.Aborted);
            if (rows.Sum(row => row.Requests) is > 0 and var requests)
            {
                used.Add(new ExpiringShape(key.Id, key.Api, key.AccountId, key.Name, key.ExpiresAt!.Value, requests));
            }
        }

        return Answer.Ok(new Page<ExpiringShape>(used, keys.Count < query.Limit ? null : keys[^1].Id));
    }

    private static async ValueTask<IReadOnlyList<UsageRow>> ReadAsync(ApiCall call, ILintelStores stores, UsageQuery query)
    {
        await call.Service<RequestLogWriter>().FlushAsync(call.Aborted);
        return await stores.RequestLog.ReadUsageAsync(query, call.Aborted);
    }
}
