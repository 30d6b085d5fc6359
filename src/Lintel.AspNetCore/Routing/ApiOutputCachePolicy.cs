using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>
/// Keeps an output cache after <c>UseLintel</c> safe: what one account was answered is never served to another, nor to a key with other scopes; errors are
/// not stored; and what is served from the cache carries the request id and the rate limit fields of the request that gets it.
/// </summary>
/// <param name="application">The endpoint's own policy; null for none.</param>
internal sealed class ApiOutputCachePolicy(IOutputCachePolicy? application) : IOutputCachePolicy
{
    private const string Caller = "lintel:caller";

    /// <summary>The endpoint with this policy around its own; the framework asks for the last one alone.</summary>
    public static Endpoint AddTo(RouteEndpoint endpoint) => new RouteEndpoint(
        endpoint.RequestDelegate!,
        endpoint.RoutePattern,
        endpoint.Order,
        new EndpointMetadataCollection([.. endpoint.Metadata, new ApiOutputCachePolicy(endpoint.Metadata.GetMetadata<IOutputCachePolicy>())]),
        endpoint.DisplayName);

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (application is not null)
        {
            await application.CacheRequestAsync(context, cancellation);
        }

        if (ApiCall.Of(context.HttpContext) is { } call)
        {
            // The cache's key would hold the credential, wherever the cache is kept.
            context.EnableOutputCaching &= !call.CredentialIsInQuery;
            context.CacheVaryByRules.VaryByValues[Caller] = CallerOf(call);
            call.Http.Response.OnStarting(WriteFields, call);
        }
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) =>
        application?.ServeFromCacheAsync(context, cancellation) ?? ValueTask.CompletedTask;

    public async ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (application is not null)
        {
            await application.ServeResponseAsync(context, cancellation);
        }

        if (context.HttpContext.Response.StatusCode >= 400 || ApiCall.Of(context.HttpContext) is { Error: not null } or { CredentialIsInQuery: true })
        {
            context.AllowCacheStorage = false;
        }
    }

    private static string CallerOf(ApiCall call) => string.Create(
        CultureInfo.InvariantCulture,
        $"{call.AccountOrNull?.Id}|{call.KeyOrNull is null}|{call.ApplicationOrNull?.Id}|{(call.KeyOrNull is { } key ? string.Join(' ', key.Scopes.Order(StringComparer.Ordinal)) : string.Empty)}"
        + $"|{(call.KeyOrNull?.Applications is { } applications ? string.Join(' ', applications.Order(StringComparer.Ordinal)) : "*")}|{call.SessionOrNull?.UserId}");

    private static Task WriteFields(object call)
    {
        ResponseFields.Write((ApiCall)call);
        return Task.CompletedTask;
    }
}
