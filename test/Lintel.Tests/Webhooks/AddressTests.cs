using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class AddressTests
{
    private static readonly string[] PrivateIPv4 =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ];

    private static Arbitrary<uint> IPv4 { get; } = Gen.Choose(int.MinValue, int.MaxValue).Select(bits => unchecked((uint)bits)).ToArbitrary();

    private static Arbitrary<(IPNetwork Network, uint Bits)> InPrivateNetworks { get; } =
        (from text in Gen.Elements(PrivateIPv4) from bits in IPv4.Generator select (IPNetwork.Parse(text), bits)).ToArbitrary();

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:812::200e")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void Public_address_is_allowed(string text) => Assert.True(WebhookAddress.IsPublic(IPAddress.Parse(text)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::8.8.8.8")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("2002:0808:0808::1")]
    [InlineData("2001:0:53aa:64c::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("100::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Other_address_is_refused(string text) => Assert.False(WebhookAddress.IsPublic(IPAddress.Parse(text)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2001:db8::1", false)]
    public void Private_is_what_the_host_may_allow_and_no_link_local_or_special_address(string text, bool isPrivate) =>
        Assert.Equal(isPrivate, WebhookAddress.IsPrivate(IPAddress.Parse(text)));

    [Fact]
    public void Every_address_of_a_private_network_is_refused_in_every_form() => Prop.ForAll(InPrivateNetworks, sample =>
    {
        var address = Within(sample.Network, sample.Bits);
        return !WebhookAddress.IsPublic(address) && !WebhookAddress.IsPublic(address.MapToIPv6()) && !WebhookAddress.IsPublic(Nat64(address));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Form_of_an_address_does_not_change_the_verdict() => Prop.ForAll(IPv4, bits =>
    {
        var address = Address(bits);
        var expected = !PrivateIPv4.Any(text => IPNetwork.Parse(text).Contains(address));
        return WebhookAddress.IsPublic(address) == expected
            && WebhookAddress.IsPublic(address.MapToIPv6()) == expected
            && WebhookAddress.IsPublic(Nat64(address)) == expected;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void IPv6_outside_global_unicast_is_refused() => Prop.ForAll(
        Gen.Choose(0, 255).ArrayOf(16).Select(parts => Array.ConvertAll(parts, part => (byte)part)).Where(bytes => bytes[0] is < 0x20 or > 0x3f).ToArbitrary(),
        bytes => bytes[0] == 0 || !WebhookAddress.IsPublic(new IPAddress(bytes))).QuickCheckThrowOnFailure();

    private static IPAddress Within(IPNetwork network, uint bits)
    {
        var mask = network.PrefixLength == 0 ? 0 : uint.MaxValue << (32 - network.PrefixLength);
        return Address((Bits(network.BaseAddress) & mask) | (bits & ~mask));
    }

    private static uint Bits(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress Address(uint bits) => new([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);

    private static IPAddress Nat64(IPAddress address) => new([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. address.GetAddressBytes()]);
}
