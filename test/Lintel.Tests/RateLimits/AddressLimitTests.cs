using System.Diagnostics.Metrics;
using System.Net;
using Lintel.AspNetCore;
using Lintel.Cluster;
using Lintel.Telemetry;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

/// <summary>Attempts of an address, on each of several nodes.</summary>
public sealed class AddressLimitTests
{
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.7");

    [Theory]
    [InlineData(1, 600)]
    [InlineData(3, 200)]
    [InlineData(7, 85)]
    [InlineData(0, 600)]
    public void Address_has_the_share_of_a_node(int nodes, int admitted)
    {
        using var meter = new Meter(LintelMeter.Name);
        var clock = new RequestClock(new ManualClock());
        var limit = new AddressLimit("test", "failed-authentication", 600, new Nodes(nodes), clock, new LimiterMetrics(new LintelMeter(meter)));

        var answers = Enumerable.Range(0, 601).Select(_ => limit.Take(Address, clock.Now)).ToArray();

        Assert.Equal(admitted, answers.Count(answer => answer.Admitted));
        Assert.InRange(answers[^1].RetryAfter, 1, 60);
    }

    [Fact]
    public void Address_has_an_attempt_where_there_are_more_nodes_than_attempts()
    {
        using var meter = new Meter(LintelMeter.Name);
        var clock = new RequestClock(new ManualClock());
        var limit = new AddressLimit("test", "failed-authentication", 2, new Nodes(5), clock, new LimiterMetrics(new LintelMeter(meter)));

        Assert.True(limit.Take(Address, clock.Now).Admitted);
        Assert.False(limit.Take(Address, clock.Now).Admitted);
    }

    private sealed record Nodes(int LiveNodes) : INodeRegistry;
}
