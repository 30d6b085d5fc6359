using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;

namespace Lintel.AspNetCore;

/// <summary>The order of middleware as far as only a request tells it.</summary>
internal static class OrderAtRuntime
{
    /// <summary>A cache in front would answer requests that no guard has seen.</summary>
    public static void RefuseCacheBefore(HttpContext http)
    {
        if (http.Feature<IOutputCacheFeature>() is not null || http.Feature<IResponseCachingFeature>() is not null)
        {
            throw new InvalidOperationException("A cache stands before UseLintel and would answer without the guards. Call UseOutputCache and UseResponseCaching after UseLintel.");
        }
    }
}
