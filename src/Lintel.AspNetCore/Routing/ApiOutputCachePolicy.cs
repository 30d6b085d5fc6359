using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;

namespace Lintel.AspNetCore;

/// <summary>
/// Keeps an output cache after <c>UseLintel</c> safe: what one account was answered is never served to another, nor to a key with other scopes; errors are
/// not stored; and what is served from the cache carries the request id and the rate limit fields of the request that gets it.
/// </summary>
/// <param name="application">The endpoint's own policies, which are asked before it.</param>
internal sealed class ApiOutputCachePolicy(IReadOnlyList<IOutputCachePolicy> application) : IOutputCachePolicy
{
    private const string Caller = "lintel:caller";

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        foreach (var policy in application)
        {
            await policy.CacheRequestAsync(context, cancellation);
        }

        if (ApiCall.Of(context.HttpContext) is { } call)
        {
            // The cache's key would hold the credential, wherever the cache is kept.
            context.EnableOutputCaching &= !call.CredentialIsInQuery;
            context.CacheVaryByRules.VaryByValues[Caller] = CallerOf(call);
            call.Http.Response.OnStarting(WriteFields, call);
        }
    }

    public async ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        foreach (var policy in application)
        {
            await policy.ServeFromCacheAsync(context, cancellation);
        }
    }

    public async ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        foreach (var policy in application)
        {
            await policy.ServeResponseAsync(context, cancellation);
        }

        if (context.HttpContext.Response.StatusCode >= 400 || ApiCall.Of(context.HttpContext) is { Error: not null } or { CredentialIsInQuery: true })
        {
            context.AllowCacheStorage = false;
        }
    }

    private static string CallerOf(ApiCall call) => string.Create(
        CultureInfo.InvariantCulture,
        $"{call.AccountOrNull?.Id}|{call.KeyOrNull is null}|{call.ApplicationOrNull?.Id}|{(call.ScopesOrNull is { } scopes ? string.Join(' ', scopes.Order(StringComparer.Ordinal)) : string.Empty)}"
        + $"|{(call.KeyOrNull?.Applications is { } applications ? string.Join(' ', applications.Order(StringComparer.Ordinal)) : "*")}|{call.SessionOrNull?.UserId}|{call.CallerOrNull?.CacheText}");

    private static Task WriteFields(object call)
    {
        ResponseHeaders.Write((ApiCall)call);
        return Task.CompletedTask;
    }
}
