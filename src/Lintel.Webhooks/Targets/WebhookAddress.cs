using System.Net;
using System.Net.Sockets;

namespace Lintel.Webhooks;

/// <summary>Tells public, private and special addresses apart, so that no endpoint reaches what only this network can reach.</summary>
internal static class WebhookAddress
{
    // RFC 6890 and the registries that it began: special purpose, and everything that is not unicast.
    private static readonly IPNetwork[] SpecialIPv4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    // The host may allow these. Never link-local: cloud platforms hand out credentials there.
    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7");

    // Global unicast is 2000::/3; within it the protocol assignments (Teredo is one), documentation, and 6to4, which hides an IPv4 address.
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] SpecialIPv6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    // Where only IPv6 is spoken, a public IPv4 host has an address in here.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>true if an address is public; otherwise, false. An address that carries another is judged by the one that it carries.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Array.Exists(SpecialIPv4, network => network.Contains(address));
        }

        return Carried(address) is { } carried
            ? IsPublic(carried)
            : address.ScopeId == 0 && GlobalIPv6.Contains(address) && !Array.Exists(SpecialIPv6, network => network.Contains(address));
    }

    /// <summary>true if an address is loopback or belongs to a private network; otherwise, false.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var judged = Unmap(address);
        return Array.Exists(Private, network => network.Contains(judged));
    }

    /// <summary>The IPv4 address that an IPv6 address carries, and any other address unchanged.</summary>
    public static IPAddress Unmap(IPAddress address) => Carried(address) ?? address;

    private static IPAddress? Carried(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : null;
    }

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, text => IPNetwork.Parse(text));
}
