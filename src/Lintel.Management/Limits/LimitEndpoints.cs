using Lintel.AspNetCore;
using Lintel.Management.Accounts;
using Lintel.Management.Keys;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Limits;

/// <summary>The present use of rate limits, and the reset of a counter, which holds on the very next request on every node.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this RouteGroupBuilder management)
    {
        var limits = management.MapGroup(string.Empty).WithTags("Limits");
        limits.MapGet("/accounts/{id}/limits", (ApiCall call) => ShowAsync(call, OfAccount(call)))
            .WithName("lintel.limits.account")
            .WithSummary("Shows how much of its rate limits an account has used")
            .Produces<LimitsShape>()
            .RequireScope("accounts:read")
            .Resource(AccountEndpoints.Load)
            .RaisesError(Condition.ResourceMissing);
        limits.MapGet("/keys/{id}/limits", OfKeyAsync)
            .WithName("lintel.limits.key")
            .WithSummary("Shows how much of its rate limits a key has used, those of its account included")
            .Produces<LimitsShape>()
            .RequireScope("keys:read")
            .Resource(KeyEndpoints.Load)
            .RaisesError(Condition.ResourceMissing);
        MapReset(limits, "accounts", "Resets a rate limit of an account", "accounts:write", call => new(OfAccount(call))).Resource(AccountEndpoints.Load);
        MapReset(limits, "keys", "Resets a rate limit of a key", "keys:write", FindAsync).Resource(KeyEndpoints.Load);
    }

    private static RouteHandlerBuilder MapReset(
        RouteGroupBuilder limits, string records, string summary, string scope, Func<ApiCall, ValueTask<LimitSubject?>> find) =>
        limits.MapPost($"/{records}/{{id}}/limits/{{policy}}/reset", (ApiCall call) => ResetAsync(call, find))
            .WithName($"lintel.limits.{records}.reset")
            .WithSummary(summary)
            .WithDescription("What was counted is forgotten, on every node: the window has all of its room again. To do it again changes nothing more.")
            .Produces<LimitsShape>()
            .TellsReceipt<LimitsShape>()
            .RequireScope(scope)
            .RaisesError(Condition.ScopeMissing, Condition.ResourceMissing, Condition.StateConflict);

    private static LimitSubject OfAccount(ApiCall call) => new(call.Resource<Account>(), Key: null);

    private static async Task<IResult> OfKeyAsync(ApiCall call) => await FindAsync(call) is { } subject ? await ShowAsync(call, subject) : Missing(call);

    // A key is deleted with its account, so that it is there but for a moment.
    private static async ValueTask<LimitSubject?> FindAsync(ApiCall call)
    {
        var key = call.Resource<ApiKey>();
        return await call.Service<ILintelStores>().Accounts.FindAsync(key.AccountId, call.Aborted) is { } account ? new LimitSubject(account, key) : null;
    }

    private static async Task<IResult> ShowAsync(ApiCall call, LimitSubject subject) => Answer.Ok(await PresentLimits.OfAsync(call, subject));

    private static async Task<IResult> ResetAsync(ApiCall call, Func<ApiCall, ValueTask<LimitSubject?>> find)
    {
        if (await find(call) is not { } subject)
        {
            return Missing(call);
        }

        return (ManagementRights.ToReset(call, subject.Account) ?? await LimitResets.ResetAsync(call, subject, call.RouteText("policy"))) is { } refusal
            ? new ErrorResult(refusal)
            : await ShowAsync(call, subject);
    }

    private static ErrorResult Missing(ApiCall call) => new(Refusal.Missing("Key", call.RouteText("id")));
}
