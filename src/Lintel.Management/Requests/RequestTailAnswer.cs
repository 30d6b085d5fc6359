using System.Buffers;
using System.Text;
using System.Text.Json;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Requests;

/// <summary>
/// The entries of the request log as they are written, as server-sent events: <c>request</c> with an entry, <c>dropped</c> with a number, and <c>end</c>
/// before the answer ends by itself. A comment every 15 seconds keeps proxies from taking the connection for dead.
/// </summary>
/// <param name="reader">The reader, which is closed at the end.</param>
/// <param name="access">The access of the caller.</param>
/// <param name="time">The clock.</param>
/// <param name="place">The place, which is left at the end.</param>
/// <param name="stopping">Canceled when the process stops.</param>
internal sealed class RequestTailAnswer(
    RequestTailReader reader, StandingAccess access, TimeProvider time, IDisposable place, CancellationToken stopping) : IResult
{
    private const int MostAtOnce = 200;

    private static readonly TimeSpan AccessEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var taken = place;
        using var watched = reader;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers.CacheControl = "no-store";

        // For nginx, which holds answers back otherwise.
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        try
        {
            await WatchAsync(httpContext, ended.Token);
        }
        catch (TimeoutException)
        {
            // The client does not read; closing in an orderly way would wait for it as well.
            httpContext.Abort();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client is gone, or the process stops and has said so.
        }
    }

    private async Task WatchAsync(HttpContext http, CancellationToken cancellationToken)
    {
        _buffer.Write(": open\n\n"u8);
        await SendAsync(http);
        var (checkedAt, sentAt) = (time.GetTimestamp(), time.GetTimestamp());
        while (true)
        {
            await reader.WaitAsync(AccessEvery - time.GetElapsedTime(checkedAt), time, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                await EndAsync(http, "stopping");
                return;
            }

            if (time.GetElapsedTime(checkedAt) >= AccessEvery)
            {
                checkedAt = time.GetTimestamp();
                if (!await access.HoldsAsync())
                {
                    await EndAsync(http, "access");
                    return;
                }
            }

            if (WriteNews() || time.GetElapsedTime(sentAt) >= HeartbeatEvery)
            {
                sentAt = time.GetTimestamp();
                await SendAsync(http);
            }
        }
    }

    /// <summary>Writes what waits.</summary>
    /// <returns>true if there was something; otherwise, false.</returns>
    private bool WriteNews()
    {
        if (reader.TakeDropped() is > 0 and var dropped)
        {
            WriteEvent("dropped", new { dropped });
        }

        for (var i = 0; i < MostAtOnce && reader.Next() is { } entry; i++)
        {
            WriteEvent("request", RequestShape.Of(entry));
        }

        return _buffer.WrittenCount > 0;
    }

    private async Task EndAsync(HttpContext http, string reason)
    {
        if (!http.RequestAborted.IsCancellationRequested)
        {
            WriteEvent("end", new { reason });
            await SendAsync(http);
        }
    }

    private void WriteEvent<T>(string type, T data)
    {
        Encoding.UTF8.GetBytes($"event: {type}\ndata: ", _buffer);
        _buffer.Write(JsonSerializer.SerializeToUtf8Bytes(data, Answer.Options));
        _buffer.Write("\n\n"u8);
    }

    private async Task SendAsync(HttpContext http)
    {
        if (_buffer.WrittenCount == 0)
        {
            _buffer.Write(": still here\n\n"u8);
        }

        await http.Response.Body.WriteAsync(_buffer.WrittenMemory, http.RequestAborted).AsTask().WaitAsync(LongestWrite, time, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted).WaitAsync(LongestWrite, time, http.RequestAborted);
        _buffer.ResetWrittenCount();
    }
}
