using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Idempotency;

/// <summary>An answer that was given before; a field says so.</summary>
internal sealed class ReplayedAnswer(IResult first, string? id) : IResult
{
    /// <summary>The id of what was created; null where the answer names none.</summary>
    public string? Id => id;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers["Idempotency-Replayed"] = "true";
        return first.ExecuteAsync(httpContext);
    }
}
