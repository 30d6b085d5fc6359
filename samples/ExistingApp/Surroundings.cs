using Lintel.AspNetCore;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.SignalR;

namespace ExistingApp;

/// <summary>Sets the header fields that sites set on everything.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XFrameOptions = "DENY";
        http.Response.Headers.StrictTransportSecurity = "max-age=31536000";
        http.Response.Headers.Vary = "X-Site";
        return next(http);
    }
}

/// <summary>A failure that the application itself knows how to tell.</summary>
internal sealed class TeapotException : Exception;

/// <summary>Answers <see cref="TeapotException"/> with 418.</summary>
internal sealed class TeapotHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not TeapotException)
        {
            return false;
        }

        httpContext.Response.StatusCode = StatusCodes.Status418ImATeapot;
        await httpContext.Response.WriteAsync("short and stout", cancellationToken);
        return true;
    }
}

/// <summary>A hub that answers what it is told.</summary>
[RequireScope("orders:read")]
internal sealed class ChatHub : Hub
{
    public string Say(string text) => text;
}

/// <summary>Caches answers to requests with an <c>Authorization</c> field too, which the framework's default policy does not.</summary>
internal sealed class CacheWithCredentials : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.EnableOutputCaching = true;
        context.AllowCacheLookup = true;
        context.AllowCacheStorage = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
}
