using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lintel.ClusterTests.Harness;

/// <summary>
/// A way through loopback to an engine that a test makes slow, holds up or cuts. Connections end with their server's, as without it.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();
    private volatile IPEndPoint _target;
    private volatile bool _refuses;
    private long _delayTicks;

    /// <param name="target">The engine.</param>
    public TcpProxy(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The pause before whatever comes is handed on.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delayTicks));
        set => Interlocked.Exchange(ref _delayTicks, value.Ticks);
    }

    /// <summary>Hands on nothing from now on; connections stay, and what comes waits.</summary>
    public void Stall() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hands on what has waited, and what comes.</summary>
    public void Resume() => _open.TrySetResult();

    /// <summary>Resets all connections, and takes no new ones until <see cref="Connect"/>.</summary>
    public void Cut()
    {
        _refuses = true;
        Reset();
    }

    /// <summary>Takes connections again, to an engine that may be another one.</summary>
    public void Connect(IPEndPoint? target = null)
    {
        _target = target ?? _target;
        _refuses = false;
    }

    /// <summary>Resets all connections.</summary>
    public void Reset()
    {
        foreach (var socket in _sockets.Keys)
        {
            End(socket);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Resume();
        Reset();
        await _accepting;
        _ended.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_ended.Token);
                _sockets[client] = 0;
                _ = ServeAsync(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The proxy ends, or the client went before it was taken.
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets[server] = 0;
        try
        {
            if (!_refuses)
            {
                client.NoDelay = true;
                await server.ConnectAsync(_target, _ended.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The engine is not there.
        }
        finally
        {
            End(client);
            End(server);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None, _ended.Token) is > 0 and var count)
            {
                await _open.Task.WaitAsync(_ended.Token);
                if (Delay is { Ticks: > 0 } delay)
                {
                    await Task.Delay(delay, TimeProvider.System, _ended.Token);
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _ended.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two sides is gone, and the other goes with it.
        }
    }

    private void End(Socket socket)
    {
        if (_sockets.TryRemove(socket, out _))
        {
            // A reset, not an ordinary end.
            socket.Close(0);
        }
    }
}
