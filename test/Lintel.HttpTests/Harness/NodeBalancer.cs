using System.Net;
using System.Net.Sockets;

namespace Lintel.HttpTests.Harness;

/// <summary>Hands each connection to the next node, from the address that it came from.</summary>
internal sealed class NodeBalancer : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ended = new();
    private readonly IReadOnlyList<IPEndPoint> _nodes;
    private readonly Task _accepting;
    private int _next;

    public NodeBalancer(IReadOnlyList<IPEndPoint> nodes)
    {
        _nodes = nodes;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_ended.Token), _nodes[_next++ % _nodes.Count], _ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    private static async Task ServeAsync(Socket client, IPEndPoint node, CancellationToken cancellation)
    {
        using (client)
        using (var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            try
            {
                client.NoDelay = true;
                server.Bind(new IPEndPoint(((IPEndPoint)client.RemoteEndPoint!).Address, 0));
                await server.ConnectAsync(node, cancellation);
                await Task.WhenAll(PumpAsync(client, server, cancellation), PumpAsync(server, client, cancellation));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // One side was reset, and the other is too.
                client.Close(0);
                server.Close(0);
            }
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken cancellation)
    {
        var buffer = new byte[BufferSize];
        while (await from.ReceiveAsync(buffer, SocketFlags.None, cancellation) is > 0 and var count)
        {
            for (var sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, cancellation);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
