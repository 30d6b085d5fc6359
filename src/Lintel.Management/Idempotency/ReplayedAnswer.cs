using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Idempotency;

/// <summary>An answer that was given before; a field says so.</summary>
internal sealed class ReplayedAnswer(CreatedAnswer first) : IResult
{
    public string Id => first.Id;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers["Idempotency-Replayed"] = "true";
        return first.ExecuteAsync(httpContext);
    }
}
