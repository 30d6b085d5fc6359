using System.Buffers;
using System.Text;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Requests;

/// <summary>
/// The entries of the request log as they are written, as server-sent events: <c>request</c> with an entry, <c>dropped</c> with a number, and <c>end</c>
/// before the answer ends by itself. A comment every 15 seconds keeps proxies from taking the connection for dead.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="tail">The tail.</param>
/// <param name="places">The places, of which it takes one.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Canceled when the process stops.</param>
internal sealed class RequestTailAnswer(ApiCall call, RequestTail tail, Places places, TimeProvider time, CancellationToken stopping) : IResult
{
    private const int MostAtOnce = 200;

    private static readonly TimeSpan AccessEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly StandingAccess _access = new(call, time);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var place = HttpMethods.IsHead(httpContext.Request.Method) ? null : places.Take(call);
        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers.CacheControl = "no-store";

        // For nginx, which holds answers back otherwise.
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        if (place is null)
        {
            return;
        }

        using var reader = tail.Open(call.Body<RequestLogQuery>());
        using var answer = new LongAnswer(httpContext, time, stopping);
        await answer.RunAsync(() => WatchAsync(httpContext, answer, reader));
    }

    private async Task WatchAsync(HttpContext http, LongAnswer answer, RequestTailReader reader)
    {
        _buffer.Write(": open\n\n"u8);
        await SendAsync(http, answer);
        var (checkedAt, sentAt) = (time.GetTimestamp(), time.GetTimestamp());
        while (!answer.Ended.IsCancellationRequested)
        {
            if (time.GetElapsedTime(checkedAt) >= AccessEvery)
            {
                checkedAt = time.GetTimestamp();
                if (!await _access.HoldsAsync())
                {
                    await EndAsync(http, answer, "access");
                    return;
                }
            }

            // Many signals are one: what waits goes out before the next is waited for.
            var hasMore = WriteNews(reader);
            if (_buffer.WrittenCount > 0 || time.GetElapsedTime(sentAt) >= HeartbeatEvery)
            {
                sentAt = time.GetTimestamp();
                await SendAsync(http, answer);
            }

            if (!hasMore)
            {
                await reader.WaitAsync(AccessEvery - time.GetElapsedTime(checkedAt), time, answer.Ended);
            }
        }

        await EndAsync(http, answer, "stopping");
    }

    /// <summary>Writes what waits, a bounded part of it.</summary>
    /// <returns>true if there may be more; otherwise, false.</returns>
    private bool WriteNews(RequestTailReader reader)
    {
        if (reader.TakeDropped() is > 0 and var dropped)
        {
            WriteEvent("dropped", new { dropped });
        }

        for (var i = 0; i < MostAtOnce; i++)
        {
            if (reader.Next() is not { } entry)
            {
                return false;
            }

            WriteEvent("request", RequestShape.Of(entry));
        }

        return true;
    }

    private async Task EndAsync(HttpContext http, LongAnswer answer, string reason)
    {
        if (!http.RequestAborted.IsCancellationRequested)
        {
            WriteEvent("end", new { reason });
            await SendAsync(http, answer);
        }
    }

    private void WriteEvent<T>(string type, T data)
    {
        Encoding.UTF8.GetBytes($"event: {type}\ndata: ", _buffer);
        _buffer.Write(JsonSerializer.SerializeToUtf8Bytes(data, Answer.Options));
        _buffer.Write("\n\n"u8);
    }

    // Also once the process stops: the reader is told of it.
    private async Task SendAsync(HttpContext http, LongAnswer answer)
    {
        if (_buffer.WrittenCount == 0)
        {
            _buffer.Write(": still here\n\n"u8);
        }

        await answer.WriteAsync(_buffer.WrittenMemory, http.RequestAborted);
        _buffer.ResetWrittenCount();
    }
}
