using System.Net;
using System.Net.NetworkInformation;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Lintel.Webhooks;

/// <summary>
/// The ports that this process listens on. A webhook must not reach them: the process would call itself from an address that its own address lists may
/// trust. Thread-safe.
/// </summary>
/// <param name="server">The application's server; null if there is none.</param>
internal sealed class ListeningPorts(IServer? server)
{
    /// <summary>true if an address is this machine's and the port is one that the process listens on; otherwise, false.</summary>
    public bool Contains(IPAddress address, int port) => Listens(port) && IsThisMachine(WebhookAddress.Unmap(address));

    // Asked each time: the server writes its addresses down when it starts, which is later than the first endpoint may be registered.
    private bool Listens(int port) =>
        server?.Features.Get<IServerAddressesFeature>()?.Addresses.Any(
            address => BindingAddress.Parse(address) is { IsUnixPipe: false } bound && bound.Port == port) == true;

    // Not the bound address alone: another address of this machine reaches a wildcard binding, and what is forwarded to it.
    private static bool IsThisMachine(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Any(own => own.Address.Equals(address));
}
