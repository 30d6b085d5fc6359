using System.Buffers;
using System.Globalization;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management;

/// <summary>
/// The entries of a log, sent while they are read, a page at a time. It ends with the last of them, or after as many or as long as the query says or when the
/// process stops, with a line that says so; one that is cut off otherwise, because the caller's access has ended, has a body without an end.
/// </summary>
/// <typeparam name="T">The entries.</typeparam>
/// <param name="call">The call.</param>
/// <param name="read">Reads a page of at most so many entries after a cursor.</param>
/// <param name="query">Where to begin, and the most entries.</param>
/// <param name="format">The format.</param>
/// <param name="places">The places, of which it takes one.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Canceled when the process stops.</param>
internal sealed class LogExport<T>(
    ApiCall call,
    Func<long?, int, CancellationToken, ValueTask<ExportPage<T>>> read,
    ExportBounds query,
    IExportFormat<T> format,
    Places places,
    TimeProvider time,
    CancellationToken stopping) : IResult
{
    private const int PageSize = 1_000;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly StandingAccess _access = new(call, time);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var place = HttpMethods.IsHead(httpContext.Request.Method) ? null : places.Take(call);
        httpContext.Response.ContentType = format.ContentType;
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{format.FileName}\"";
        httpContext.Response.Headers.CacheControl = "no-store";
        if (place is null)
        {
            return;
        }

        using var answer = new LongAnswer(httpContext, time, stopping);
        await answer.RunAsync(() => SendAsync(httpContext, answer));
    }

    private async Task SendAsync(HttpContext http, LongAnswer answer)
    {
        var began = time.GetTimestamp();
        format.Begin(_buffer);
        long written = 0;
        var cursor = query.Cursor;
        do
        {
            var page = await read(cursor, (int)Math.Min(PageSize, query.Limit - written), http.RequestAborted);
            foreach (var entry in page.Entries)
            {
                format.Write(_buffer, entry);
            }

            written += page.Entries.Count;
            cursor = page.Cursor;
            if (cursor is { } rest && (written >= query.Limit || time.GetElapsedTime(began) > ExportBounds.Longest || stopping.IsCancellationRequested))
            {
                format.Cut(_buffer, new ExportCut(Truncated: true, written, rest.ToString(CultureInfo.InvariantCulture)));
                cursor = null;
            }

            // Each page leaves at once, and a client that does not read holds up the next.
            await answer.WriteAsync(_buffer.WrittenMemory, stopping.IsCancellationRequested ? http.RequestAborted : answer.Ended);
            _buffer.ResetWrittenCount();
            if (cursor is not null && !await _access.HoldsAsync())
            {
                http.Abort();
                return;
            }
        }
        while (cursor is not null);
    }
}

/// <summary>A page of an export.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Cursor">The cursor of the next page; null at the end.</param>
internal readonly record struct ExportPage<T>(IReadOnlyList<T> Entries, long? Cursor);

/// <summary>The bounds of an export.</summary>
/// <param name="Cursor">The cursor at which it begins; null for the beginning.</param>
/// <param name="Limit">The most entries.</param>
internal readonly record struct ExportBounds(long? Cursor, int Limit)
{
    /// <summary>The most entries of one export.</summary>
    public const int MostEntries = 1_000_000;

    /// <summary>The longest time of one export.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Reads <c>limit</c>.</summary>
    public static int ReadLimit(FieldReader fields) => (int)(fields.Integer("limit", min: 1, max: MostEntries) ?? MostEntries);
}
