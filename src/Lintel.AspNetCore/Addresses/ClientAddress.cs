using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The client's address: the peer's, or, where the peer is a trusted proxy, the last address in <c>X-Forwarded-For</c> that is not one
/// (RFC 7239 section 8.1: nothing before the first trusted proxy is trusted). IPv4 addresses in IPv6 clothes are undressed.
/// </summary>
internal sealed class ClientAddress(IReadOnlyList<IPNetwork> trustedProxies)
{
    // A chain longer than this is no proxy chain; reading on would only be work for whoever sent it.
    private const int MaximumHops = 16;

    public IPAddress Of(HttpContext http) => Of(http.Feature<IHttpConnectionFeature>()?.RemoteIpAddress, http.Request.Headers);

    public IPAddress Of(IPAddress? remote, IHeaderDictionary headers)
    {
        var peer = Plain(remote ?? IPAddress.None);
        return trustedProxies.Count > 0 && IsTrusted(peer) ? Forwarded(headers["X-Forwarded-For"].ToString(), peer) : peer;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private IPAddress Forwarded(ReadOnlySpan<char> header, IPAddress nearest)
    {
        for (var hop = 0; hop < MaximumHops && !header.IsEmpty; hop++)
        {
            var comma = header.LastIndexOf(',');
            var last = header[(comma + 1)..].Trim();
            header = comma < 0 ? default : header[..comma];
            if (!IPAddress.TryParse(last, out var address))
            {
                return nearest;
            }

            nearest = Plain(address);
            if (!IsTrusted(nearest))
            {
                return nearest;
            }
        }

        return nearest;
    }

    private bool IsTrusted(IPAddress address)
    {
        foreach (var network in trustedProxies)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
