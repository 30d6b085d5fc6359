using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Lintel.Addresses;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads a hop of <c>X-Forwarded-For</c> or the <c>for</c> of <c>Forwarded</c>: an address with an optional port, IPv6 in brackets where it has one
/// (RFC 7239 section 6). <c>unknown</c> and obfuscated ids such as <c>_hidden</c> name no address.
/// </summary>
internal static class NodeText
{
    private static readonly SearchValues<char> PortNameCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-");

    public static bool TryParse(ReadOnlySpan<char> node, [NotNullWhen(true)] out IPAddress? address)
    {
        if (node.StartsWith('['))
        {
            var end = node.IndexOf(']');
            address = null;
            return end > 0 && node[1..end].Contains(':') && IsPort(node[(end + 1)..]) && AddressText.TryParse(node[1..end], out address);
        }

        // Two colons are IPv6, one is a port.
        var colon = node.IndexOf(':');
        return colon >= 0 && colon == node.LastIndexOf(':') && IsPort(node[colon..])
            ? AddressText.TryParse(node[..colon], out address)
            : AddressText.TryParse(node, out address);
    }

    /// <summary>Returns true for nothing, or for a colon with a port's number or its obfuscated name.</summary>
    private static bool IsPort(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != ':')
        {
            return text.IsEmpty;
        }

        var port = text[1..];
        return port[0] == '_'
            ? port.Length > 1 && !port.ContainsAnyExcept(PortNameCharacters)
            : port.Length <= 5 && WholeNumberText.TryParse(port, out int number) && number <= ushort.MaxValue;
    }
}
