using System.Net;
using Lintel.Addresses;

namespace Lintel.AspNetCore;

/// <summary>The proxies that are believed, and the header fields that they are believed in.</summary>
internal sealed class TrustedProxies(IEnumerable<IPNetwork> networks, ProxyHeaders headers)
{
    // Peers are unmapped before they are compared, so that a mapped entry would match none.
    private readonly IPNetwork[] _networks = [.. networks.Select(NetworkText.Unmap)];

    public bool Reads(ProxyHeaders one) => (headers & one) != ProxyHeaders.None;

    /// <param name="address">An address, unmapped.</param>
    public bool Contains(IPAddress address)
    {
        foreach (var network in _networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
