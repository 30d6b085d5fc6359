using System.Net;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// The hops that one header field tells of, from the nearest to the first that is not a trusted proxy: that one is the client (RFC 7239 section 8.1:
/// nothing before the first trusted proxy is trusted).
/// </summary>
/// <param name="Client">The client; <see cref="ClientAddress.Unknown"/> where a hop cannot be read, null where the field tells of none.</param>
/// <param name="Hops">The number of hops that were read; 0 for none.</param>
internal readonly record struct ProxyChain(IPAddress? Client, int Hops)
{
    // A chain longer than this is no proxy chain; reading on would only be work for whoever sent it.
    private const int MaximumHops = 16;

    /// <summary>Reads <c>X-Forwarded-For</c>.</summary>
    public static ProxyChain OfXForwarded(IHeaderDictionary headers, TrustedProxies proxies)
    {
        var lines = headers["X-Forwarded-For"];
        if (lines.Count == 0)
        {
            return default;
        }

        var chain = default(ProxyChain);
        ReadOnlySpan<char> rest = lines.ToString();
        while (true)
        {
            var comma = rest.LastIndexOf(',');
            chain = chain.Before(rest[(comma + 1)..].Trim(" \t"), proxies, out var goesOn);
            if (!goesOn || comma < 0)
            {
                return chain;
            }

            rest = rest[..comma];
        }
    }

    /// <summary>Follows the elements of <c>Forwarded</c>.</summary>
    /// <param name="elements">The elements; null where the field could not be read.</param>
    /// <param name="proxies">The proxies that are believed.</param>
    public static ProxyChain OfForwarded(IReadOnlyList<ForwardedElement>? elements, TrustedProxies proxies)
    {
        if (elements is null)
        {
            return new ProxyChain(ClientAddress.Unknown, 0);
        }

        // A proxy that tells scheme and host here, and addresses in the other field.
        if (elements.All(element => element.For is null))
        {
            return default;
        }

        var chain = default(ProxyChain);
        var goesOn = true;
        for (var i = elements.Count - 1; i >= 0 && goesOn; i--)
        {
            chain = chain.Before(elements[i].For, proxies, out goesOn);
        }

        return chain;
    }

    private ProxyChain Before(ReadOnlySpan<char> node, TrustedProxies proxies, out bool goesOn)
    {
        if (Hops == MaximumHops || !NodeText.TryParse(node, out var address))
        {
            goesOn = false;
            return new ProxyChain(ClientAddress.Unknown, Hops);
        }

        goesOn = proxies.Contains(address);
        return new ProxyChain(address, Hops + 1);
    }
}
