using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Addresses;

namespace Lintel.Tests.Addresses;

public sealed class NetworkTextTests
{
    private static Arbitrary<IPAddress> Addresses { get; } = Gen.Elements(4, 16)
        .SelectMany(length => Gen.Choose(0, 255).ArrayOf(length))
        .Select(bytes => new IPAddress(Array.ConvertAll(bytes, number => (byte)number)))
        .ToArbitrary();

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:DB8::1", "2001:db8::1/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7/32")]
    [InlineData("::ffff:cb00:7107", "203.0.113.7/32")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    [InlineData("64:ff9b::192.0.2.1", "64:ff9b::c000:201/128")]
    public void Strict_form_is_read(string text, string network) => Assert.Equal(network, NetworkText.Parse(text).ToString());

    [Theory]
    [InlineData("010.0.0.1", "four decimal numbers")]
    [InlineData("10/8", "four decimal numbers")]
    [InlineData("192.168.1", "four decimal numbers")]
    [InlineData("10", "four decimal numbers")]
    [InlineData("2130706433", "four decimal numbers")]
    [InlineData("256.0.0.1", "four decimal numbers")]
    [InlineData("1.2.3.4.5", "four decimal numbers")]
    [InlineData("1.2.3.", "four decimal numbers")]
    [InlineData("0x7f.0.0.1", "must be an address or a network")]
    [InlineData("0x7f000001", "must be an address or a network")]
    [InlineData("10.0.0.1\0", "must be an address or a network")]
    [InlineData("[::1]:80", "brackets or a port")]
    [InlineData("[::1]", "brackets or a port")]
    [InlineData("10.0.0.1:80", "must not have a port")]
    [InlineData("fe80::1%eth0", "zone id")]
    [InlineData("fe80::1%3", "zone id")]
    [InlineData("::ffff:010.0.0.1", "must be an address or a network")]
    [InlineData("10.0.0.0/", "a prefix length from 0 to 32")]
    [InlineData("10.0.0.0/33", "a prefix length from 0 to 32")]
    [InlineData("10.0.0.0/8\0", "a prefix length from 0 to 32")]
    [InlineData("10.0.0.0/08", "a prefix length from 0 to 32")]
    [InlineData("10.0.0.0/+8", "a prefix length from 0 to 32")]
    [InlineData("10.0.0.0/8/8", "a prefix length from 0 to 32")]
    [InlineData("10.0.0.0/255.0.0.0", "a prefix length from 0 to 32")]
    [InlineData("2001:db8::/129", "a prefix length from 0 to 128")]
    [InlineData("::ffff:0.0.0.0/95", "covers more than the IPv4-mapped addresses")]
    [InlineData(" 10.0.0.1", "must be an address or a network")]
    [InlineData("10.0.0.1 ", "must be an address or a network")]
    [InlineData("１０.0.0.1", "must be an address or a network")]
    [InlineData("", "must be an address or a network")]
    [InlineData("localhost", "must be an address or a network")]
    public void Other_form_is_refused_with_what_to_write(string text, string problem)
    {
        Assert.False(NetworkText.TryParse(text, out _, out var said));
        Assert.Contains(problem, said);
    }

    [Theory]
    [InlineData("10.1.2.3/8", "write 10.0.0.0/8 for the network, or 10.1.2.3 for that address alone")]
    [InlineData("2001:db8::1/32", "write 2001:db8::/32 for the network, or 2001:db8::1 for that address alone")]
    [InlineData("::ffff:10.1.2.3/104", "write 10.0.0.0/8 for the network, or 10.1.2.3 for that address alone")]
    [InlineData("0.0.0.1/0", "write 0.0.0.0/0 for the network")]
    public void Host_bits_are_refused_with_the_corrected_text(string text, string correction)
    {
        Assert.False(NetworkText.TryParse(text, out _, out var problem));
        Assert.Contains(correction, problem);
    }

    [Fact]
    public void Every_address_is_read_as_itself() => Prop.ForAll(
        Addresses,
        address => AddressText.TryParse(address.ToString(), out var read) && read.Equals(AddressText.Unmap(address))).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_network_contains_its_address_and_is_read_from_its_own_text() => Prop.ForAll(
        Addresses,
        Gen.Choose(0, 128).ToArbitrary(),
        (address, bits) =>
        {
            var length = bits % ((address.GetAddressBytes().Length * 8) + 1);
            var expected = new IPNetwork(Masked(address, length), length);
            return expected.Contains(address) && NetworkText.Parse(expected.ToString()) == NetworkText.Unmap(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_network_is_what_the_text_says() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        text => !NetworkText.TryParse(text, out var network, out _)
            || network.ToString() == text
            || text.Contains(':')
            || $"{text}/32" == network.ToString()).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_network_that_reads_back_or_is_refused_with_a_reason() => Prop.ForAll(
        Gen.OneOf(
            Gen.Elements("0123456789abcdefABCDEF:./[]% ".ToCharArray()).ArrayOf().Select(characters => new string(characters)),
            Gen.Elements(
                "0",
                "1",
                "10",
                "010",
                "255",
                "256",
                ".",
                ".",
                ".",
                ":",
                "::",
                "ffff",
                "/",
                "/8",
                "/32",
                "/128",
                "%3",
                "[",
                "]").ArrayOf().Select(string.Concat)).ToArbitrary(),
        text =>
        {
            if (!NetworkText.TryParse(text, out var network, out var problem))
            {
                Assert.NotEmpty(problem);
                return;
            }

            Assert.Null(problem);
            Assert.False(network.BaseAddress.IsIPv4MappedToIPv6);
            Assert.Equal(network, NetworkText.Parse(network.ToString()));
            Assert.Contains(text.Split('/')[0], new[] { network.BaseAddress.ToString() }.Concat(text.Contains(':') ? [text.Split('/')[0]] : []));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Host_bits_are_refused_with_texts_that_read_back() => Prop.ForAll(
        Addresses,
        Gen.Choose(0, 127).ToArbitrary(),
        (address, bits) =>
        {
            var length = bits % (address.GetAddressBytes().Length * 8);
            var expected = NetworkText.Unmap(new IPNetwork(Masked(address, length), length));
            if (NetworkText.TryParse($"{address}/{length}", out var network, out var problem))
            {
                return network == expected && expected.BaseAddress.Equals(AddressText.Unmap(address));
            }

            return NetworkText.Parse(expected.ToString()) == expected
                && (problem.Contains(
                    $"write {expected} for the network, or {AddressText.Unmap(address)} for",
                    StringComparison.Ordinal) || problem.Contains("covers more", StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
