using System.Net;
using Lintel.Addresses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The client's address: the peer's, or, where the peer is a trusted proxy, the one that the proxy tells of. What a trusted proxy tells and cannot be
/// read, or tells differently in two fields, is <see cref="Unknown"/>: to take the proxy's own address would open address lists that contain it, and
/// count all such clients as one that is known.
/// </summary>
internal sealed class ClientAddress(TrustedProxies proxies)
{
    /// <summary>No client's address: 255.255.255.255. It is on no address list, also where a network of the list contains it.</summary>
    public static IPAddress Unknown => IPAddress.None;

    public static IPAddress? KnownOrNull(IPAddress address) => Unknown.Equals(address) ? null : address;

    public IPAddress Of(HttpContext http) => Of(http.Feature<IHttpConnectionFeature>()?.RemoteIpAddress, http.Request.Headers);

    public IPAddress Of(IPAddress? remote, IHeaderDictionary headers)
    {
        var peer = AddressText.Unmap(remote ?? Unknown);
        return proxies.Contains(peer) ? Told(headers) ?? peer : peer;
    }

    /// <summary>Tells how the address of a request was found.</summary>
    public SeenAddress Seen(HttpContext http, IPAddress address)
    {
        var peer = AddressText.Unmap(http.Feature<IHttpConnectionFeature>()?.RemoteIpAddress ?? Unknown);
        var headers = http.Request.Headers;
        if (!proxies.Contains(peer) || Told(headers) is null)
        {
            return new SeenAddress(address, Proxy: null, Hops: 0);
        }

        var one = proxies.Reads(ProxyHeaders.XForwarded) ? ProxyChain.OfXForwarded(headers, proxies).Hops : 0;
        var other = proxies.Reads(ProxyHeaders.Forwarded) ? ProxyChain.OfForwarded(ForwardedField.Read(headers["Forwarded"].ToString()), proxies).Hops : 0;
        return new SeenAddress(address, peer, Math.Max(one, other));
    }

    private IPAddress? Told(IHeaderDictionary headers)
    {
        var one = proxies.Reads(ProxyHeaders.XForwarded) ? ProxyChain.OfXForwarded(headers, proxies).Client : null;
        if (!proxies.Reads(ProxyHeaders.Forwarded) || headers["Forwarded"] is not { Count: > 0 } field)
        {
            return one;
        }

        // A field without an address is a hop that cannot be read, unless the other field has one.
        var other = ProxyChain.OfForwarded(ForwardedField.Read(field.ToString()), proxies).Client ?? one ?? Unknown;
        return one is null || one.Equals(other) ? other : Unknown;
    }
}
