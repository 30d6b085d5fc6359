using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.Console;

/// <summary>A file that the management API sends while it is read. A refusal has its own status.</summary>
/// <param name="call">Who asks.</param>
/// <param name="path">The path of the management API, below its own.</param>
/// <param name="file">The name of the file.</param>
internal sealed class ConsoleDownload(ConsoleCall call, string path, string file) : IResult
{
    /// <summary>The query of the request; that of the page by default.</summary>
    public QueryString? Query { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var body = new RelayedBody(httpContext.Response, inner =>
        {
            httpContext.Response.StatusCode = inner.StatusCode;
            httpContext.Response.ContentType = inner.ContentType;
            httpContext.Response.Headers.CacheControl = "no-store";
            if (inner.StatusCode == StatusCodes.Status200OK)
            {
                httpContext.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = file }.ToString();
            }
        });
        var request = new ManagementRequest(HttpMethods.Get, path) { Query = Query ?? httpContext.Request.QueryString };
        await call.Client.RelayAsync(httpContext, call.Session.Token, request, body);
    }
}
