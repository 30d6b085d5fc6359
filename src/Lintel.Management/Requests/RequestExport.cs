using System.Buffers;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Requests;

/// <summary>
/// The entries of a search, sent while they are read, a page at a time. It ends with the last of them, or after as many or as long as the query says, with a
/// line that says so; one that is cut off otherwise has a body without an end.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="query">The filters, and the most entries.</param>
/// <param name="format">The format.</param>
/// <param name="time">The clock.</param>
/// <param name="place">The place, which is left at the end.</param>
internal sealed class RequestExport(IRequestLogStore log, RequestLogQuery query, IExportFormat format, TimeProvider time, IDisposable place) : IResult
{
    /// <summary>The most entries of one export.</summary>
    public const int MostEntries = 1_000_000;

    private const int PageSize = 1_000;

    /// <summary>The longest time of one export.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var taken = place;
        httpContext.Response.ContentType = format.ContentType;
        httpContext.Response.Headers.CacheControl = "no-store";
        var began = time.GetTimestamp();
        var buffer = new ArrayBufferWriter<byte>();
        format.Begin(buffer);
        long written = 0;
        var cursor = query.Cursor;
        do
        {
            var page = await log.SearchAsync(
                query with { Cursor = cursor, Limit = (int)Math.Min(PageSize, query.Limit - written) }, httpContext.RequestAborted);
            foreach (var entry in page.Entries)
            {
                format.Write(buffer, entry);
            }

            written += page.Entries.Count;
            cursor = page.Cursor;
            var isCut = cursor is not null && (written >= query.Limit || time.GetElapsedTime(began) > Longest);
            if (isCut)
            {
                format.Cut(buffer, new RequestExportCut(Truncated: true, written, RequestQuery.Text(cursor)!));
                cursor = null;
            }

            // Each page leaves at once, and a client that does not read holds up the next.
            await httpContext.Response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
            await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
            buffer.ResetWrittenCount();
        }
        while (cursor is not null);
    }
}
