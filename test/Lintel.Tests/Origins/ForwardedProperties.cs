using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Addresses;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Tests.Origins;

/// <summary>Properties of any hop of <c>X-Forwarded-For</c> and any field <c>Forwarded</c>, in the grammar of RFC 7239 and outside of it.</summary>
public sealed class ForwardedProperties
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(1000);
    private static readonly IPAddress Proxy = IPAddress.Parse("10.0.0.1");
    private static readonly ClientAddress Clients = new(new TrustedProxies([IPNetwork.Parse("10.0.0.0/8")], ProxyHeaders.Both));

    private static Gen<IPAddress> Addresses { get; } = Gen.Elements(4, 16)
        .SelectMany(length => Gen.Choose(0, 255).ArrayOf(length))
        .Where(bytes => bytes[0] != 10 && !bytes.All(number => number == 255))
        .Select(bytes => new IPAddress(Array.ConvertAll(bytes, number => (byte)number)));

    private static Gen<string> Ports { get; } = Gen.OneOf(
        Gen.Constant(string.Empty),
        Gen.Choose(0, 65_535).Select(port => $":{port}"),
        Gen.Elements(":_a", ":_http.1-x"));

    /// <summary>Renderings of nodes: section 6, with IPv6 in brackets, and without them where there is no port, as <c>X-Forwarded-For</c> has it.</summary>
    private static Gen<(string Text, IPAddress Address)> Nodes { get; } =
        from address in Addresses
        from port in Ports
        from bare in Gen.Elements(true, false)
        from upper in Gen.Elements(true, false)
        let text = upper ? address.ToString().ToUpperInvariant() : address.ToString()
        select (text.Contains(':') && !(bare && port.Length == 0) ? $"[{text}]{port}" : text + port, AddressText.Unmap(address));

    /// <summary>Texts of the characters that nodes and elements are made of.</summary>
    private static Gen<string> Odd { get; } = Gen.OneOf(
        Gen.Elements("0123456789abcdef:.[]_%/x, \t\"\\;=".ToCharArray()).ArrayOf().Select(characters => new string(characters)),
        Gen.Elements(
            "1",
            "25",
            "256",
            "0",
            "01",
            ":",
            "::",
            "[",
            "]",
            ".",
            "ffff",
            "%eth0",
            "unknown",
            "_x",
            "for=",
            "proto=",
            "\"",
            ",",
            ";",
            "\\").ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Where(text => text is not null));

    [Fact]
    public void Rendering_of_a_node_reads_back() => Prop.ForAll(
        Nodes.ToArbitrary(),
        node => NodeText.TryParse(node.Text, out var address) && address.Equals(node.Address)).Check(Settings);

    [Fact]
    public void Rendering_with_something_before_or_after_it_is_no_node() => Prop.ForAll(
        Nodes.ToArbitrary(),
        Gen.Elements(" ", "\t", "%1", "/24", "]", "[", "\"", ",", "\0", "x").ToArbitrary(),
        (node, more) =>
        {
            Assert.False(NodeText.TryParse(more + node.Text, out _), more + node.Text);
            Assert.False(NodeText.TryParse(node.Text + more, out _) && !(more == "x" && node.Text.Contains(":_")), node.Text + more);
        }).Check(Settings);

    [Fact]
    public void Text_never_yields_an_address_that_it_does_not_contain() => Prop.ForAll(
        Odd.ToArbitrary(),
        text => !NodeText.TryParse(text, out var address) || Contains(text, address)).Check(Settings.WithMaxTest(5000));

    [Fact]
    public void Rendering_of_elements_reads_back() => Prop.ForAll(
        Elements().ToArbitrary(),
        field =>
        {
            var read = ForwardedField.Read(field.Text);
            Assert.NotNull(read);
            Assert.Equal(field.Elements, read);
        }).Check(Settings);

    [Fact]
    public void Any_field_is_read_or_refused_and_says_nothing_of_its_own() => Prop.ForAll(
        Odd.ToArbitrary(),
        text =>
        {
            var values = (ForwardedField.Read(text) ?? []).SelectMany(element => new[] { element.For, element.Proto, element.Host }).OfType<string>();
            return text.Contains('\\', StringComparison.Ordinal) || values.All(value => text.Contains(value, StringComparison.Ordinal));
        }).Check(Settings.WithMaxTest(5000));

    [Fact]
    public void Nearest_hop_that_is_no_proxy_is_the_client_in_both_fields() => Prop.ForAll(
        Nodes.ToArbitrary(),
        Odd.Where(text => text.AsSpan().IndexOfAny(',', '"') < 0 && !text.Any(char.IsControl)).ToArbitrary(),
        Gen.Choose(0, 3).ToArbitrary(),
        (client, before, proxies) =>
        {
            var hops = Enumerable.Range(2, proxies).Select(number => $"10.0.0.{number}").ToArray();
            Assert.Equal(client.Address, Clients.Of(Proxy, new HeaderDictionary { ["X-Forwarded-For"] = string.Join(", ", [before, client.Text, .. hops]) }));
            Assert.Equal(
                client.Address,
                Clients.Of(Proxy, new HeaderDictionary { ["Forwarded"] = string.Join(", ", [$"for=\"{client.Text}\"", .. hops.Select(hop => "for=" + hop)]) }));
        }).Check(Settings);

    [Fact]
    public void Client_is_the_one_in_the_field_or_unknown_whatever_it_says() => Prop.ForAll(
        Odd.ToArbitrary(),
        Gen.Elements("X-Forwarded-For", "Forwarded").ToArbitrary(),
        (text, field) =>
        {
            var address = Clients.Of(Proxy, new HeaderDictionary { [field] = text });

            // The peer only where no address is told at all: elements without `for`.
            var isNone = address.Equals(ClientAddress.Unknown)
                || (field == "Forwarded" && address.Equals(Proxy) && ForwardedField.Read(text) is { } elements && elements.All(element => element.For is null));
            Assert.True(isNone || text.Contains('\\', StringComparison.Ordinal) || Contains(text, address), $"{field}: {text} → {address}");
        }).Check(Settings.WithMaxTest(5000));

    private static Gen<(string Text, ForwardedElement[] Elements)> Elements()
    {
        var value = Gen.OneOf(
            Nodes.Select(node => node.Text),
            Gen.Elements("unknown", "_hidden", "https", "shop.example:8443", "a b", "with \"quotes\"", "back\\slash", "", "a,b;c=d"));
        var element =
            from known in Gen.Choose(0, 7)
            from values in value.ArrayOf(3)
            from quoted in Gen.Elements(true, false).ArrayOf(3)
            from upper in Gen.Elements(true, false)
            from other in Gen.Elements("", "by=_x", "secret=\"a;b\"")
            from space in Gen.Elements("", " ", "\t")
            select MakeElement(known, values, quoted, upper, space + other);
        return element.ArrayOf(4).SelectMany(all => Gen.Choose(1, 4).Select(count =>
            (string.Join(',', all.Take(count).Select(one => one.Text)), all.Take(count).Select(one => one.Element).ToArray())));
    }

    private static (string Text, ForwardedElement Element) MakeElement(int known, string[] values, bool[] quoted, bool upper, string other)
    {
        string[] names = upper ? ["For", "PROTO", "hOST"] : ["for", "proto", "host"];
        var there = Enumerable.Range(0, 3).Where(place => (known & (1 << place)) != 0).ToArray();
        var pairs = there.Select(place => $"{names[place]}={Write(values[place], quoted[place])}").Append(other);
        string? ValueAt(int place) => there.Contains(place) ? values[place] : null;
        return (string.Join(';', pairs), new ForwardedElement(ValueAt(0), ValueAt(1), ValueAt(2)));
    }

    private static string Write(string value, bool quoted)
    {
        var isToken = value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character));
        return isToken && !quoted ? value : new StringBuilder(value).Replace("\\", "\\\\").Replace("\"", "\\\"").Insert(0, '"').Append('"').ToString();
    }

    /// <summary>True if a run of the characters of addresses in the text is the address, alone or before a port.</summary>
    private static bool Contains(string text, IPAddress address)
    {
        var runs = text.Split(text.Where(character => !char.IsAsciiHexDigit(character) && character is not (':' or '.')).Distinct().ToArray());
        return runs.SelectMany(run => new[] { run, run[..Math.Max(0, run.LastIndexOf(':'))] })
            .Any(run => IPAddress.TryParse(run, out var read) && AddressText.Unmap(read).Equals(address) && run.Count(character => character == '.') is 0 or 3);
    }
}
