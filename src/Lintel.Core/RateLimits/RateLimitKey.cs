using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Lintel.RateLimits;

/// <summary>The value that a policy counts by: a text or an address.</summary>
/// <param name="Text">An id or a value; null for an address.</param>
/// <param name="Number">
/// An address as a number: of IPv6 the first 64 bits; IPv4 after 0:ffff, where no caller has an IPv6 address, because ::/8 is reserved (RFC 4291). 0 for
/// a text.
/// </param>
internal readonly record struct RateLimitKey(string? Text, ulong Number)
{
    private const ulong MappedPrefix = 0xFFFF;

    /// <summary>The counter of a text.</summary>
    public static RateLimitKey Of(string text) => new(text, 0);

    /// <summary>
    /// The counter of an address. IPv4 counts by the whole address, also where it arrives mapped into IPv6; IPv6 by its /64, because whoever has one
    /// address of such a net has all of them.
    /// </summary>
    public static RateLimitKey Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return OfIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        return address.IsIPv4MappedToIPv6
            ? OfIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]))
            : new RateLimitKey(null, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>The counter of the network that an address is in.</summary>
    /// <param name="address">The address.</param>
    /// <param name="ipv4Prefix">How many bits name the network of an IPv4 address, 1 to 32.</param>
    /// <param name="ipv6Prefix">How many bits name the network of an IPv6 address, 1 to 64.</param>
    public static RateLimitKey OfNetwork(IPAddress address, int ipv4Prefix, int ipv6Prefix)
    {
        var key = Of(address);
        var ignored = key.IsIPv4 ? 32 - ipv4Prefix : 64 - ipv6Prefix;
        return key with { Number = key.Number >> ignored << ignored };
    }

    /// <summary>The hash of the counter in this process, which callers cannot choose.</summary>
    internal ulong Hash => Text is null ? PartitionHash.Of(Number) : PartitionHash.Of(Text);

    /// <summary>True for the counter of an IPv4 address.</summary>
    internal bool IsIPv4 => Text is null && Number >> 32 == MappedPrefix;

    /// <summary>The name of the counter in a store.</summary>
    public override string ToString() => StoredName;

    /// <summary>The name of the counter in a store.</summary>
    internal string StoredName => Text ?? $"address:{Number:x16}";

    private static RateLimitKey OfIPv4(uint address) => new(null, (MappedPrefix << 32) | address);
}
