using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.Management;

/// <summary>201 with what was created. It may hold a secret, so no cache keeps it.</summary>
/// <param name="body">The JSON.</param>
/// <param name="location">The path of what was created.</param>
/// <param name="id">The id of what was created.</param>
/// <param name="status">The status; 202 where not all nodes know it yet.</param>
internal sealed class CreatedAnswer(string body, string location, string id, int status = StatusCodes.Status201Created) : IResult
{
    public string Id => id;

    public string Body => body;

    public string Location => location;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.Location = httpContext.Features.Get<ApiCall>() is { } call ? call.PathTo(location) : location;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(body);
    }
}
