using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class UrlTests
{
    public static TheoryData<string> Good =>
    [
        "https://example.com",
        "https://example.com:8443/hooks?source=otp&x=%20",
        "https://8.8.8.8/hook",
        "https://[2606:4700:4700::1111]/hook",
        "https://xn--bcher-kva.example/",
        "HTTPS://EXAMPLE.COM/",
        "https://example.com/" + new string('a', WebhookUrl.MaxLength - 20),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void Public_https_address_is_taken(string url)
    {
        Assert.Null(WebhookUrl.FaultOf(url, allowLoopback: false));
        Assert.Null(WebhookUrl.FaultOf(url, allowLoopback: true));
    }

    [Theory]
    [InlineData("", "must be an absolute URL")]
    [InlineData("example.com/hook", "must be an absolute URL")]
    [InlineData("/hook", "must be an absolute URL")]
    [InlineData("https://", "must be an absolute URL")]
    [InlineData(" https://example.com", "must be an absolute URL")]
    [InlineData("https://example.com/a b", "must be an absolute URL")]
    [InlineData("https://example.com\\@10.0.0.1/", "must be an absolute URL")]
    [InlineData("https://example.com/\n", "must be an absolute URL")]
    [InlineData("https://bücher.example/", "must be an absolute URL")]
    [InlineData("https://example.com:99999/", "must be an absolute URL")]
    [InlineData("http://example.com/", "must begin with https://")]
    [InlineData("ftp://example.com/", "must begin with https://")]
    [InlineData("gopher://example.com/", "must begin with https://")]
    [InlineData("file:///etc/passwd", "must be an absolute URL")]
    [InlineData("https://user@example.com/", "must not hold a user name or password")]
    [InlineData("https://user:secret@example.com/", "must not hold a user name or password")]
    [InlineData("https://example.com/#part", "must not have a fragment")]
    [InlineData("https://example.com/#", "must not have a fragment")]
    [InlineData("https://example.com:0/", "must have a port from 1 to 65535")]
    [InlineData("https://10.0.0.1/", "must lead to a public address")]
    [InlineData("https://169.254.169.254/latest/meta-data", "must lead to a public address")]
    [InlineData("https://[fd00::1]/", "must lead to a public address")]
    [InlineData("https://[::ffff:10.0.0.1]/", "must lead to a public address")]
    [InlineData("https://0x0a000001/", "must lead to a public address")]
    [InlineData("https://167772161/", "must lead to a public address")]
    [InlineData("https://012.0.0.1/", "must lead to a public address")]
    public void Address_with_a_fault_is_refused_with_the_reason(string url, string fault)
    {
        Assert.Equal(fault, WebhookUrl.FaultOf(url, allowLoopback: false));
        Assert.NotNull(WebhookUrl.FaultOf(url, allowLoopback: true));
    }

    [Theory]
    [InlineData("http://localhost:3000/hook")]
    [InlineData("http://app.localhost/hook")]
    [InlineData("http://LOCALHOST./hook")]
    [InlineData("http://127.0.0.1:3000/hook")]
    [InlineData("http://[::1]/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://2130706433/hook")]
    public void Loopback_is_for_test_applications_alone(string url)
    {
        Assert.Null(WebhookUrl.FaultOf(url, allowLoopback: true));
        Assert.NotNull(WebhookUrl.FaultOf(url, allowLoopback: false));
    }

    [Fact]
    public void Address_of_2049_characters_is_refused() =>
        Assert.Equal("must have at most 2048 characters", WebhookUrl.FaultOf("https://example.com/" + new string('a', WebhookUrl.MaxLength - 19), allowLoopback: false));
}
