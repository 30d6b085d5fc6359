using System.Net;
using System.Text.Json;
using Lintel.AspNetCore;

namespace Lintel.HttpTests.Door;

public sealed class ProxyAddressTests
{
    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "203.0.113.7:54321", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "[2001:db8::7]:54321", "2001:db8::7")]
    [InlineData("X-Forwarded-For", "2001:db8::7", "2001:db8::7")]
    [InlineData("X-Forwarded-For", "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "198.51.100.1, 203.0.113.7, 10.0.0.2:80", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("X-Forwarded-For", "unknown", "255.255.255.255")]
    [InlineData("X-Forwarded-For", "203.0.113.7, unknown", "255.255.255.255")]
    [InlineData("X-Forwarded-For", "203.0.113.7,", "255.255.255.255")]
    [InlineData("X-Forwarded-For", "203.0.113.7, , 10.0.0.2", "255.255.255.255")]
    [InlineData("X-Forwarded-For", " ", "255.255.255.255")]
    [InlineData("X-Forwarded-For", "203.0.113.007", "255.255.255.255")]
    [InlineData("X-Forwarded-For", "3405803783", "255.255.255.255")]
    [InlineData("X-Forwarded-For", "203.0.113.7:99999", "255.255.255.255")]
    [InlineData("X-Forwarded-For", "fe80::1%eth0", "255.255.255.255")]
    [InlineData("Forwarded", "for=203.0.113.7", "203.0.113.7")]
    [InlineData("Forwarded", "For=\"203.0.113.7:54321\";proto=https", "203.0.113.7")]
    [InlineData("Forwarded", "for=\"[2001:db8::7]:54321\"", "2001:db8::7")]
    [InlineData("Forwarded", "for=198.51.100.1, for=203.0.113.7;by=_edge, for=10.0.0.2", "203.0.113.7")]
    [InlineData("Forwarded", "for=\"_hidden\"", "255.255.255.255")]
    [InlineData("Forwarded", "for=_hidden:_port", "255.255.255.255")]
    [InlineData("Forwarded", "for=unknown", "255.255.255.255")]
    [InlineData("Forwarded", "for=203.0.113.7, proto=https", "255.255.255.255")]
    [InlineData("Forwarded", "for=203.0.113.7,", "255.255.255.255")]
    [InlineData("Forwarded", "for=203.0.113.7;for=198.51.100.1", "255.255.255.255")]
    [InlineData("Forwarded", "for=\"203.0.113.7", "255.255.255.255")]
    [InlineData("Forwarded", "for=203.0.113.7:80", "255.255.255.255")]
    [InlineData("Forwarded", "203.0.113.7", "255.255.255.255")]
    [InlineData("Forwarded", "proto=https", "255.255.255.255")]
    [InlineData("Forwarded", "by=203.0.113.43", "255.255.255.255")]
    [InlineData("Forwarded", "proto=https;host=api.example.com, by=_edge", "255.255.255.255")]
    [InlineData("Forwarded", ";", "255.255.255.255")]
    [InlineData("Forwarded", "", "255.255.255.255")]
    public async Task Client_is_the_last_hop_before_the_trusted_proxies_or_unknown(string header, string value, string address)
    {
        await using var host = await ProxyHost.StartAsync();
        using var response = await host.SendAsync("GET", "/shop/things", host.Key, null, (header, value));

        Assert.Equal(address, await TextOf(response));
        var logged = await host.FindAsync(response.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal(address == "255.255.255.255" ? null : address, logged!.Address);
    }

    [Theory]
    [InlineData(ProxyHeaders.Both, "203.0.113.7", "for=203.0.113.7", "203.0.113.7")]
    [InlineData(ProxyHeaders.Both, "203.0.113.7", "for=198.51.100.1", "255.255.255.255")]
    [InlineData(ProxyHeaders.Both, "203.0.113.7", "for=unknown", "255.255.255.255")]
    [InlineData(ProxyHeaders.Both, "203.0.113.7", "proto=https", "203.0.113.7")]
    [InlineData(ProxyHeaders.XForwarded, "203.0.113.7", "for=198.51.100.1", "203.0.113.7")]
    [InlineData(ProxyHeaders.XForwarded, null, "for=198.51.100.1", "127.0.0.1")]
    [InlineData(ProxyHeaders.Forwarded, "203.0.113.7", "for=198.51.100.1", "198.51.100.1")]
    [InlineData(ProxyHeaders.None, "203.0.113.7", "for=203.0.113.7", "127.0.0.1")]
    public async Task Fields_that_disagree_make_the_address_unknown_and_one_field_can_be_named(ProxyHeaders read, string? one, string other, string address)
    {
        await using var host = await ProxyHost.StartAsync(options => options.ProxyHeaders = read);
        (string, string)[] headers = one is null ? [("Forwarded", other)] : [("X-Forwarded-For", one), ("Forwarded", other)];
        using var response = await host.SendAsync("GET", "/shop/things", host.Key, null, headers);

        Assert.Equal(address, await TextOf(response));
    }

    [Theory]
    [InlineData("203.0.113.7:54321", 200)]
    [InlineData("198.51.100.1", 403)]
    [InlineData("unknown", 403)]
    [InlineData("203.0.113.7, unknown", 403)]
    [InlineData("203.0.113.7, ", 403)]
    [InlineData("255.255.255.255", 403)]
    public async Task Address_list_refuses_an_unknown_address_also_where_it_holds_the_proxy_or_everything(string forwarded, int status)
    {
        await using var host = await ProxyHost.StartAsync();
        foreach (var list in new string[][] { ["203.0.113.0/24", "127.0.0.1/32"], ["203.0.113.7/32", "255.255.255.255/32"] })
        {
            var key = await ProxyHost.KeyForAsync(host, list);
            using var response = await host.SendAsync("GET", "/shop/things", key, null, ("X-Forwarded-For", forwarded));
            Assert.Equal(status, (int)response.StatusCode);
        }

        var anywhere = await ProxyHost.KeyForAsync(host, "0.0.0.0/0");
        using var unknown = await host.SendAsync("GET", "/shop/things", anywhere, null, ("X-Forwarded-For", "unknown"));
        Assert.Equal(("address", "Not from an unknown address."), await ErrorOf(unknown));
    }

    [Fact]
    public async Task Mapped_network_of_a_key_and_of_a_proxy_match_plain_addresses()
    {
        await using var host = await ProxyHost.StartAsync(options =>
        {
            options.TrustedProxies.Clear();
            options.TrustedProxies.Add(IPNetwork.Parse("::ffff:127.0.0.0/104"));
        });
        var key = await ProxyHost.KeyForAsync(host, "::ffff:203.0.113.0/120");
        using var response = await host.SendAsync("GET", "/shop/things", key, null, ("X-Forwarded-For", "203.0.113.9"));

        Assert.Equal("203.0.113.9", await TextOf(response));
    }

    [Fact]
    public async Task Clients_behind_a_proxy_are_counted_each_by_itself_and_the_unknown_together()
    {
        await using var host = await ProxyHost.StartAsync();
        Task<string> Fail(string forwarded) => CodeAfter(host.SendAsync("GET", "/shop/things", "nope", null, ("X-Forwarded-For", forwarded)));
        for (var i = 0; i < 3; i++)
        {
            Assert.NotEqual("rate", await Fail($"unknown, _hop{i}"));
        }

        Assert.Equal("rate", await Fail("_another"));
        Assert.NotEqual("rate", await Fail("203.0.113.7:1000"));
        Assert.NotEqual("rate", await Fail("203.0.113.7:1001"));
        Assert.NotEqual("rate", await Fail("203.0.113.7:1002"));
        Assert.Equal("rate", await Fail("203.0.113.7:1003"));
        using var direct = await host.SendAsync("GET", "/shop/things", "nope");
        Assert.Equal(HttpStatusCode.Unauthorized, direct.StatusCode);
    }

    private static async Task<string> CodeAfter(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        return (await ErrorOf(response)).Code!;
    }

    private static Task<string> TextOf(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<(string? Code, string? Message)> ErrorOf(HttpResponseMessage response)
    {
        var body = JsonDocument.Parse(await TextOf(response)).RootElement;
        return (body.GetProperty("code").GetString(), body.GetProperty("message").GetString());
    }
}
