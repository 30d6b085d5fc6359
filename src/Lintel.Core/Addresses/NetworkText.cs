using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Lintel.Addresses;

/// <summary>Reads networks in their strict form: an address of <see cref="AddressText"/>, alone or with a prefix length and no bits after it.</summary>
internal static class NetworkText
{
    private const int MappedBits = 96;

    private static readonly SearchValues<char> IPv4Characters = SearchValues.Create("0123456789.");

    /// <summary>Reads an address or a network.</summary>
    /// <param name="text">Such as <c>203.0.113.7</c> or <c>10.0.0.0/8</c>.</param>
    /// <param name="network">The network; IPv4-mapped ones are unmapped, and an address alone is the network of that address.</param>
    /// <param name="problem">What is wrong and what to write instead, to follow the text or the field's name; null where the text was read.</param>
    /// <returns>true if the text was read; otherwise, false.</returns>
    public static bool TryParse(string text, out IPNetwork network, [NotNullWhen(false)] out string? problem)
    {
        network = default;
        problem = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? text : text[..slash];
        if (!AddressText.TryParse(addressText, out var address))
        {
            problem = ProblemOf(addressText);
            return false;
        }

        // The text's own family: a mapped address counts its prefix from the start of IPv6.
        var isMapped = addressText.Contains(':', StringComparison.Ordinal) && address.AddressFamily == AddressFamily.InterNetwork;
        var offset = isMapped ? MappedBits : 0;
        var longest = Bits(address);
        var length = longest;
        if (slash >= 0 && !TryReadLength(text.AsSpan(slash + 1), longest + offset, out length))
        {
            problem = $"must end with a prefix length from 0 to {longest + offset} after the '/', such as {addressText}/{longest + offset}";
            return false;
        }

        length -= slash >= 0 ? offset : 0;
        if (length < 0)
        {
            problem = $"covers more than the IPv4-mapped addresses; write an IPv4 network such as {address}/{longest} or an IPv6 network";
            return false;
        }

        network = new IPNetwork(Masked(address, length), length);
        if (!network.BaseAddress.Equals(address))
        {
            problem = $"has bits set after its prefix length; write {network} for the network, or {address} for that address alone";
            return false;
        }

        return true;
    }

    /// <summary>Reads an address or a network.</summary>
    /// <exception cref="FormatException">The text is none; the message says what to write.</exception>
    public static IPNetwork Parse(string text) =>
        TryParse(text, out var network, out var problem) ? network : throw new FormatException($"'{text}' {problem}.");

    /// <summary>Returns the IPv4 network of an IPv4-mapped IPv6 network, and any other network as it is.</summary>
    public static IPNetwork Unmap(IPNetwork network) => network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits
        ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits)
        : network;

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    private static bool TryReadLength(ReadOnlySpan<char> text, int longest, out int length) =>
        WholeNumberText.TryParse(text, out length) && length <= longest && text.Length <= 3 && (text.Length == 1 || text[0] != '0');

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }

    private static string ProblemOf(string text) => text switch
    {
        _ when text.Contains('%', StringComparison.Ordinal) => "must not have a zone id; write the address alone",
        _ when text.StartsWith('[') => "must not have brackets or a port; write the address alone, such as 2001:db8::1",
        _ when text.Count(':'.Equals) == 1 && AddressText.TryParse(text.AsSpan(0, text.IndexOf(':', StringComparison.Ordinal)), out _) =>
            "must not have a port; write the address alone",
        _ when text.Length > 0 && !text.AsSpan().ContainsAnyExcept(IPv4Characters) =>
            "must be written as four decimal numbers from 0 to 255 without leading zeros, such as 10.0.0.0/8",
        _ => "must be an address or a network, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32",
    };
}
