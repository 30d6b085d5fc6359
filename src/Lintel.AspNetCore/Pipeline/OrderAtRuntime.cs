using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;

namespace Lintel.AspNetCore;

/// <summary>The order of middleware as far as only a request tells it.</summary>
internal static class OrderAtRuntime
{
    private const string Cache =
        "A cache stands before UseLintel and would answer without the guards. Call UseOutputCache and UseResponseCaching after UseLintel.";

    /// <summary>A cache in front would answer requests that no guard has seen.</summary>
    /// <returns>True if the call was answered; otherwise, false.</returns>
    public static bool RefusesCacheBefore(ApiCall call)
    {
        if (call.Http.Feature<IOutputCacheFeature>() is null && call.Http.Feature<IResponseCachingFeature>() is null)
        {
            return false;
        }

        call.Undeclared = Cache;
        ErrorWriter.Answer(call, Refusal.For(Condition.ServerError).BecauseOf(Cache));
        return true;
    }
}
