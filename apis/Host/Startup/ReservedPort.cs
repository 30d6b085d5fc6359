using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Lintel.Host.Startup;

/// <summary>
/// The port, bound before the demo data is made and opened after it: a taken port is known at once, <c>demo.json</c> can name a free one, and
/// nobody is answered before everything is there.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket;

    private ReservedPort(Socket socket) => _socket = socket;

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public static ReservedPort Take(IPAddress address, int port)
    {
        try
        {
            return new ReservedPort(SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address, port)));
        }
        catch (SocketException exception)
        {
            throw Failure(exception, address, port);
        }
    }

    /// <summary>Makes Kestrel listen on these sockets instead of ones of its own.</summary>
    public static void Use(IWebHostBuilder builder, IReadOnlyList<ReservedPort> ports)
    {
        builder.UseSockets(options => options.CreateBoundListenSocket = endPoint => ports.Single(port => port.EndPoint.Equals(endPoint))._socket);
        builder.ConfigureKestrel(options =>
        {
            foreach (var port in ports)
            {
                options.Listen(port.EndPoint);
            }
        });
    }

    public static StartupException Failure(SocketException exception, IPAddress address, int port) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            new StartupException(ExitCode.PortTaken, $"Port {port} is taken by another program. Choose another with --port, or 0 for a free one.", exception),
        SocketError.AccessDenied =>
            new StartupException(ExitCode.PortTaken, $"Port {port} needs more rights than this user has. Choose one above 1023 with --port.", exception),
        _ => new StartupException(ExitCode.Configuration, $"Cannot listen on {address} port {port}: {exception.Message}.", exception),
    };

    public void Dispose() => _socket.Dispose();
}
