using System.Net;
using System.Net.Sockets;

namespace Lintel.Webhooks;

/// <summary>Resolves the addresses of a name.</summary>
internal delegate Task<IPAddress[]> WebhookResolver(string host, CancellationToken cancellationToken);

/// <summary>
/// Connects to allowed addresses only. It connects to the very address that it has checked, so that a name which resolves differently the second time
/// gains nothing.
/// </summary>
internal sealed class WebhookConnector(WebhookResolver resolver, WebhookTargets targets)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = await ResolveAsync(endPoint.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, address => targets.Allows(address, endPoint.Port));
        if (allowed.Length == 0)
        {
            throw addresses.Length > 0 ? new AddressRefusedException(endPoint.Host) : new SocketException((int)SocketError.HostNotFound);
        }

        var socket = await ConnectAsync(allowed, endPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await resolver(host, cancellationToken);

    private static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], port), cancellationToken);
                return socket;
            }
            catch (SocketException) when (i < addresses.Length - 1)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}

/// <summary>None of a name's addresses may be called.</summary>
internal sealed class AddressRefusedException(string host) : Exception($"{host} leads to no address that webhooks may call.");
