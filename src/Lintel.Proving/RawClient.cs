using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lintel.Proving;

/// <summary>Sends bytes and reads one response, so that what no well-behaved client would send is sent too.</summary>
/// <param name="server">Where to.</param>
/// <param name="from">The local address that the server sees; null for the usual one.</param>
internal sealed class RawClient(EndPoint server, IPAddress? from = null)
{
    private const int BufferSize = 16 * 1024;
    private const string EventStream = "text/event-stream";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Sends a request and reads its response; null where the server closes without one.</summary>
    public async Task<RawResponse?> SendAsync(byte[] request, bool headOnly = false)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await using var stream = await ConnectAsync(timeout.Token);
        await SendAll(stream, request, timeout.Token);
        using var reader = new BufferedStream(stream);
        return await ReadAsync(reader, headOnly, timeout.Token);
    }

    public Task<RawResponse?> SendAsync(string request) => SendAsync(Encoding.Latin1.GetBytes(request), request.StartsWith("HEAD ", StringComparison.Ordinal));

    /// <summary>Sends a part of a request, does something else, and only then sends the rest and reads the response.</summary>
    public async Task<RawResponse?> SendInPartsAsync(byte[] request, int first, Func<Task> between)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await using var stream = await ConnectAsync(timeout.Token);
        await SendAll(stream, request[..first], timeout.Token);
        await between();
        await SendAll(stream, request[first..], timeout.Token);
        using var reader = new BufferedStream(stream);
        return await ReadAsync(reader, headOnly: false, timeout.Token);
    }

    /// <summary>Sends bytes and reads everything until the server closes, whatever it is; of an event stream, which has no end, the head.</summary>
    public async Task<string> SendForBytesAsync(byte[] request)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await using var stream = await ConnectAsync(timeout.Token);
        await SendAll(stream, request, timeout.Token);
        var answer = new StringBuilder();
        var buffer = new byte[BufferSize];
        try
        {
            while (await stream.ReadAsync(buffer, timeout.Token) is > 0 and var count)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
                if (HeadOfEvents(answer) is { } head)
                {
                    return head;
                }
            }
        }
        catch (IOException)
        {
            // A server that closes with bytes unread resets the connection; what it said before is what counts.
        }

        return answer.ToString();
    }

    private static string? HeadOfEvents(StringBuilder answer)
    {
        // A head that is longer than the first piece is no event stream's.
        var text = answer.Length <= BufferSize ? answer.ToString() : string.Empty;
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end > 0 && text.IndexOf($"\r\nContent-Type: {EventStream}", StringComparison.OrdinalIgnoreCase) is > 0 and var place && place < end
            ? text[..(end + 4)]
            : null;
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = server is IPEndPoint
            ? new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (from is not null)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }

            await socket.ConnectAsync(server, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task SendAll(NetworkStream stream, byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(request, cancellationToken);
        }
        catch (IOException)
        {
            // A server may answer and close before it has read everything; its answer is what counts.
        }
    }

    // It ends when its reader goes.
    private static bool IsOfEvents(RawResponse response) =>
        response.Header("Content-Type")?.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<RawResponse?> ReadAsync(Stream stream, bool headOnly, CancellationToken cancellationToken)
    {
        var line = await ReadLine(stream, cancellationToken);
        if (line is null)
        {
            return null;
        }

        var headers = new List<KeyValuePair<string, string>>();
        while (await ReadLine(stream, cancellationToken) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(header[..colon], header[(colon + 1)..].Trim()));
        }

        var status = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        var response = new RawResponse(status, line, headers, []);
        return headOnly || status is 204 or 304 || IsOfEvents(response)
            ? response
            : response with { Body = await ReadBody(stream, response, cancellationToken) };
    }

    private static async Task<byte[]> ReadBody(Stream stream, RawResponse response, CancellationToken cancellationToken)
    {
        if (string.Equals(response.Header("Transfer-Encoding"), "chunked", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadChunks(stream, cancellationToken);
        }

        if (response.Header("Content-Length") is { } length)
        {
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, cancellationToken);
            return body;
        }

        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, cancellationToken);
        return rest.ToArray();
    }

    private static async Task<byte[]> ReadChunks(Stream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse((await ReadLine(stream, cancellationToken))!.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var chunk = new byte[size];
            await stream.ReadExactlyAsync(chunk, cancellationToken);
            body.Write(chunk);
            await ReadLine(stream, cancellationToken);
            if (size == 0)
            {
                return body.ToArray();
            }
        }
    }

    private static async Task<string?> ReadLine(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            int read;
            try
            {
                read = await stream.ReadAsync(one, cancellationToken);
            }
            catch (IOException) when (line.Length == 0)
            {
                return null;
            }

            if (read == 0)
            {
                return line.Length == 0 ? null : line.ToString();
            }

            if (one[0] == (byte)'\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }
    }
}
