using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lintel.HttpTests.Kestrel;

/// <summary>A client that sends whatever it is told and reads what comes.</summary>
internal sealed class RawConnection(Stream stream) : IAsyncDisposable
{
    public static async Task<RawConnection> OpenAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new RawConnection(new NetworkStream(socket, ownsSocket: true));
    }

    public async Task<RawConnection> SecureAsync(X509Certificate2 expected)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => expected.Equals(shown));
        await secure.AuthenticateAsClientAsync("localhost");
        return new RawConnection(secure);
    }

    public async Task SendAsync(string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    public async Task<string> ReadAsync(int atLeast)
    {
        var bytes = new byte[atLeast];
        var length = await stream.ReadAtLeastAsync(bytes, atLeast, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(bytes, 0, length);
    }

    public async Task<string> ReadToEndAsync()
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    /// <summary>Reads one response with a Content-Length, and leaves the connection as it is.</summary>
    public async Task<string> ReadResponseAsync()
    {
        const string LengthField = "Content-Length: ";
        var text = string.Empty;
        while (true)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var length = text.IndexOf(LengthField, StringComparison.Ordinal) + LengthField.Length;
                var body = int.Parse(text[length..text.IndexOf('\r', length)], System.Globalization.CultureInfo.InvariantCulture);
                return text + await ReadAsync(end + 4 + body - text.Length);
            }

            var next = await ReadAsync(1);
            text += next.Length > 0 ? next : throw new InvalidOperationException($"The connection ended after '{text}'.");
        }
    }

    /// <summary>Closes the sending side only.</summary>
    public void EndSending() => ((NetworkStream)stream).Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Resets the connection, as a client that crashes does.</summary>
    public void Reset()
    {
        var socket = ((NetworkStream)stream).Socket;
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    public async ValueTask DisposeAsync() => await stream.DisposeAsync();
}
