using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Lintel.Tests;

/// <summary>
/// A Redis server of the tests alone, from Debian's package, on a port of its own. It keeps nothing on its disk, and can be stopped and started again.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lintel-redis-").FullName;
    private readonly int _port = FreePort();
    private Process? _server;

    /// <summary>The address that clients connect to.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts the server with no keys, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        // Read from nowhere: a terminal's signal would end the server before the tests have.
        var start = new ProcessStartInfo(
            "redis-server",
            [
                "--bind", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture), "--save", string.Empty, "--appendonly", "no",
                "--databases", "1024", "--dir", _folder,
            ])
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        _server = Process.Start(start)!;
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        for (var left = 200; !await AnswersAsync(); left--)
        {
            Assert.True(left > 0 && !_server.HasExited, "redis-server does not answer.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Ends the server without a word, as a crash does.</summary>
    public async Task KillAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
    }

    /// <summary>Sends a command beside what is tested.</summary>
    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Address + ",allowAdmin=true");
        var answer = await connection.GetDatabase().ExecuteAsync(command, arguments);
        await connection.CloseAsync(allowCommandsToComplete: false);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            await KillAsync();
        }

        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
