using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>The order of middleware as far as only a request tells it.</summary>
internal sealed class OrderAtRuntime(IServiceProviderIsService services)
{
    /// <summary>True where the application may have a CORS middleware.</summary>
    public bool HasCors { get; } = services.IsService(typeof(ICorsService));

    /// <summary>A cache in front would answer requests that no guard has seen.</summary>
    public void RefuseCacheBefore(HttpContext http)
    {
        if (http.Feature<IOutputCacheFeature>() is not null || http.Feature<IResponseCachingFeature>() is not null)
        {
            throw new InvalidOperationException("A cache stands before UseLintel and would answer without the guards. Call UseOutputCache and UseResponseCaching after UseLintel.");
        }
    }
}
