using System.Collections.Concurrent;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Warns of successes inside an API that came without its guards: of middleware before <c>UseLintel</c> that answers a path by itself, such as
/// <c>UseHealthChecks</c>. The framework shows none of it at start-up, and no code of the application is run to find out; so the first such answer tells.
/// </summary>
internal sealed partial class UnguardedAnswers(ApiDirectory apis, SecretMask mask, ILogger<UnguardedAnswers> logger) : IStartupFilter
{
    private const int MostWarnings = 16;
    private const int LongestPath = 256;

    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.OrdinalIgnoreCase);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => http =>
        {
            if (!apis.TryFind(http.Request.Path, out var runtime) || runtime.IsShadow)
            {
                return inner(http);
            }

            // Not async: most requests are over when this returns, and need no state machine. One that is not belongs to whoever goes on with it, and
            // nothing of it may be looked at meanwhile.
            var answered = inner(http);
            if (!answered.IsCompletedSuccessfully)
            {
                return LookAsync(http, runtime, answered);
            }

            Look(http, runtime);
            return answered;
        });
        next(app);
    };

    private async Task LookAsync(HttpContext http, ApiRuntime runtime, Task answered)
    {
        await answered;
        Look(http, runtime);
    }

    private void Look(HttpContext http, ApiRuntime runtime)
    {
        if (ApiCall.Of(http) is null
            && http.Response.StatusCode is >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices
            && !HttpMethods.IsOptions(http.Request.Method)
            && IsRoutedInside(http)
            && !apis.IsClosed(runtime, http)
            && _told.Count < MostWarnings)
        {
            var path = mask.Mask(http.Request.Path.Value) ?? string.Empty;
            path = path.Length <= LongestPath ? path : path[..LongestPath];
            if (_told.TryAdd(path, true))
            {
                Log.Unguarded(logger, path, runtime.Contract.Api);
            }
        }
    }

    /// <summary>False where routing has selected an endpoint outside: of a path that was rewritten, or one that was taken out of its contract.</summary>
    private static bool IsRoutedInside(HttpContext http) => http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<ApiEndpoint>() is not null;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Path} lies in the API '{Api}' and was answered without its guards, by middleware before UseLintel. Call app.UseLintel() before it, or give it "
                + "a path outside the API.")]
        public static partial void Unguarded(ILogger logger, string path, string api);
    }
}
