using System.Text;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Idempotency;

/// <summary>The success of an operation as it is sent, whatever result the operation made it with.</summary>
/// <param name="status">The status.</param>
/// <param name="contentType">The media type; null for none.</param>
/// <param name="location">The path of what was created; null for none.</param>
/// <param name="body">The body; empty for none.</param>
/// <param name="target">The target as the audit log names it; null for the record that the path names.</param>
internal sealed class RenderedAnswer(int status, string? contentType, string? location, string body, string? target = null) : IResult
{
    public string? Target => target;

    public int Status => status;

    public string? ContentType => contentType;

    public string? Location => location;

    public string Body => body;

    /// <summary>Renders what an operation returned, apart from the response.</summary>
    /// <returns>The answer; null where it is no success.</returns>
    public static async ValueTask<RenderedAnswer?> OfAsync(ApiCall call, object? value)
    {
        var result = value as IResult ?? (value is string text ? Results.Text(text) : Results.Json(value));
        using var bytes = new MemoryStream();
        var apart = new DefaultHttpContext { RequestServices = call.Http.RequestServices, User = call.Http.User, RequestAborted = CancellationToken.None };
        apart.Response.Body = bytes;
        apart.Features.Set(call);
        await result.ExecuteAsync(apart);
        var response = apart.Response;
        return response.StatusCode is >= 200 and < 300
            ? new RenderedAnswer(
                response.StatusCode,
                response.ContentType,
                response.Headers.Location,
                Encoding.UTF8.GetString(bytes.ToArray()),
                (value as CountedAnswer)?.Target)
            : null;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.Location = location;

        // It may hold a secret.
        response.Headers.CacheControl = "no-store";
        return body.Length == 0 ? Task.CompletedTask : response.WriteAsync(body);
    }
}
