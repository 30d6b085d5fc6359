using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Lintel.Addresses;

/// <summary>
/// Reads IP addresses in their strict forms: IPv4 as four decimal numbers without leading zeros, IPv6 as in RFC 4291 section 2.2 without a zone id.
/// <see cref="IPAddress.TryParse(string?, out IPAddress?)"/> also reads <c>010.0.0.1</c> as 8.0.0.1 and <c>10</c> as 0.0.0.10, so that a rule
/// would mean another address than its author wrote.
/// </summary>
internal static class AddressText
{
    private const int LongestText = 45;

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:");

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address alone: no brackets, port, zone id or spaces.</param>
    /// <param name="address">The address, with IPv4-mapped IPv6 addresses unmapped.</param>
    /// <returns>true if the text is an address; otherwise, false.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        var isRead = text.Length <= LongestText && (text.Contains(':') ? IsStrictIPv6(text) : IsStrictIPv4(text));
        if (!isRead || !IPAddress.TryParse(text, out address))
        {
            address = null;
            return false;
        }

        address = Unmap(address);
        return true;
    }

    /// <summary>Returns the IPv4 address of an IPv4-mapped IPv6 address, and any other address as it is.</summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsStrictIPv4(ReadOnlySpan<char> text)
    {
        var numbers = 0;
        foreach (var range in text.Split('.'))
        {
            if (++numbers > 4 || !IsByte(text[range]))
            {
                return false;
            }
        }

        return numbers == 4;
    }

    private static bool IsByte(ReadOnlySpan<char> text) =>
        WholeNumberText.TryParse(text, out int number) && number <= byte.MaxValue && text.Length <= 3 && (text[0] != '0' || text.Length == 1);

    // The framework's parser checks the groups; it also takes zone ids, brackets, ports and prefixes, which these characters leave out.
    private static bool IsStrictIPv6(ReadOnlySpan<char> text)
    {
        var tail = text.Contains('.') ? text.LastIndexOf(':') + 1 : text.Length;
        return !text[..tail].ContainsAnyExcept(IPv6Characters) && (tail == text.Length || IsStrictIPv4(text[tail..]));
    }
}
