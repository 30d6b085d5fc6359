using System.Net;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Lintel.Tests.Webhooks;

public sealed class TargetTests
{
    public static TheoryData<string> Good =>
    [
        "https://example.com",
        "https://example.com:8443/hooks?source=otp&x=%20",
        "https://8.8.8.8/hook",
        "https://[2606:4700:4700::1111]/hook",
        "https://xn--bcher-kva.example/",
        "HTTPS://EXAMPLE.COM/",
        "https://example.com/" + new string('a', WebhookTargets.MaxUrlLength - 20),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void Public_https_address_is_taken(string url)
    {
        Assert.Null(Targets().FaultOf(url));
        Assert.Null(Targets(allowPrivate: true).FaultOf(url));
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
    [InlineData("https://example.com:0/", "must have one of these ports: 80, 443, 8080, 8443")]
    [InlineData("https://example.com:22/", "must have one of these ports: 80, 443, 8080, 8443")]
    [InlineData("https://example.com:6379/", "must have one of these ports: 80, 443, 8080, 8443")]
    [InlineData("https://127.0.0.1/", "must lead to a public address")]
    [InlineData("https://localhost/", "must lead to a public address")]
    [InlineData("https://app.localhost:8443/", "must lead to a public address")]
    [InlineData("https://2130706433/", "must lead to a public address")]
    [InlineData("http://localhost:3000/", "must begin with https://")]
    [InlineData("https://10.0.0.1/", "must lead to a public address")]
    [InlineData("https://169.254.169.254/latest/meta-data", "must lead to a public address")]
    [InlineData("https://[fd00::1]/", "must lead to a public address")]
    [InlineData("https://[::ffff:10.0.0.1]/", "must lead to a public address")]
    [InlineData("https://0x0a000001/", "must lead to a public address")]
    [InlineData("https://167772161/", "must lead to a public address")]
    [InlineData("https://012.0.0.1/", "must lead to a public address")]
    public void Address_with_a_fault_is_refused_with_the_reason(string url, string fault) => Assert.Equal(fault, Targets().FaultOf(url));

    [Theory]
    [InlineData("http://localhost:3000/hook")]
    [InlineData("http://app.localhost/hook")]
    [InlineData("http://LOCALHOST./hook")]
    [InlineData("http://127.0.0.1:3000/hook")]
    [InlineData("http://[::1]/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("http://10.0.0.1:6000/hook")]
    [InlineData("http://hooks.internal/hook")]
    [InlineData("https://[fd00::1]/")]
    public void Private_address_is_taken_where_the_host_allows_it_alone(string url)
    {
        Assert.Null(Targets(allowPrivate: true).FaultOf(url));
        Assert.NotNull(Targets().FaultOf(url));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/", "must begin with https:// or http://")]
    [InlineData("https://127.0.0.1:0/", "must have a port from 1 to 65535")]
    [InlineData("http://169.254.169.254/latest/meta-data", "must lead to a public address")]
    [InlineData("http://0.0.0.0:3000/", "must lead to a public address")]
    [InlineData("http://[::]/", "must lead to a public address")]
    [InlineData("http://user@127.0.0.1/", "must not hold a user name or password")]
    public void Other_faults_are_refused_also_where_the_host_allows_private_addresses(string url, string fault) =>
        Assert.Equal(fault, Targets(allowPrivate: true).FaultOf(url));

    [Theory]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("http://127.9.9.9:5000/")]
    [InlineData("http://localhost:5000/")]
    [InlineData("http://[::1]:5000/")]
    [InlineData("http://[::ffff:127.0.0.1]:5000/")]
    [InlineData("http://127.0.0.1:5001/")]
    public void Ports_of_the_process_itself_are_refused_always(string url) =>
        Assert.Equal(
            "must not lead to this service itself",
            Targets(allowPrivate: true, "http://127.0.0.1:5000", "https://+:5001", "http://unix:/tmp/x.sock").FaultOf(url));

    [Fact]
    public void Ports_of_the_process_are_free_on_other_machines_and_other_ports_on_this_one()
    {
        var targets = Targets(allowPrivate: true, "http://127.0.0.1:443");

        Assert.Null(targets.FaultOf("https://8.8.8.8/"));
        Assert.Null(targets.FaultOf("http://127.0.0.1:444/"));
        Assert.True(targets.Allows(IPAddress.Parse("8.8.8.8"), 443));
        Assert.False(targets.Allows(IPAddress.Loopback, 443));
        Assert.False(targets.Allows(IPAddress.Parse("64:ff9b::127.0.0.1"), 443));
    }

    [Fact]
    public void Allowed_ports_are_the_hosts_to_set()
    {
        var options = new WebhookOptions();
        options.AllowedPorts.Clear();
        options.AllowedPorts.Add(9443);

        var targets = new WebhookTargets(Options.Create(options), new ListeningPorts(server: null));

        Assert.Equal("must have one of these ports: 9443", targets.FaultOf("https://example.com/"));
        Assert.Null(targets.FaultOf("https://example.com:9443/"));
        Assert.False(targets.Allows(IPAddress.Parse("8.8.8.8"), 443));
    }

    [Fact]
    public void Defaults_allow_the_ports_of_the_web_and_nothing_private()
    {
        var options = new WebhookOptions();

        Assert.False(options.AllowPrivate);
        Assert.Equal([80, 443, 8080, 8443], options.AllowedPorts);
    }

    [Fact]
    public void Address_of_2049_characters_is_refused() =>
        Assert.Equal("must have at most 2048 characters", Targets().FaultOf("https://example.com/" + new string('a', WebhookTargets.MaxUrlLength - 19)));

    private static WebhookTargets Targets(bool allowPrivate = false, params string[] listening) =>
        new(Options.Create(new WebhookOptions { AllowPrivate = allowPrivate }), new ListeningPorts(new Server(listening)));

    private sealed class Server : IServer
    {
        public Server(string[] addresses)
        {
            var feature = new ServerAddressesFeature();
            Array.ForEach(addresses, feature.Addresses.Add);
            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(Microsoft.AspNetCore.Hosting.Server.IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
