using Lintel.Postgres;
using Lintel.Testing;

namespace Lintel.Tests.Storage;

public sealed class NodeLeasesTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);
    private static readonly DateTime Noon = new(2026, 3, 11, 12, 0, 0, DateTimeKind.Utc);

    private readonly ManualClock _clock = new();
    private readonly NodeLeases _leases;

    public NodeLeasesTests() => _leases = new NodeLeases(Length, _clock);

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Lease_runs_for_its_length_after_it_was_first_seen_whatever_the_clock_of_the_server_says(int offset)
    {
        var until = Noon.AddSeconds(offset);

        Assert.True(_leases.Runs("a", until));
        _clock.Advance(Length - TimeSpan.FromMilliseconds(1));
        Assert.True(_leases.Runs("a", until));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_leases.Runs("a", until));
    }

    [Fact]
    public void Renewal_begins_anew_also_where_the_clock_of_the_server_was_set_back()
    {
        Assert.True(_leases.Runs("a", Noon));
        _clock.Advance(Length);

        Assert.True(_leases.Runs("a", Noon.AddHours(-1)));
        Assert.True(_leases.Runs("b", Noon));
    }

    [Fact]
    public void Lease_is_old_when_nobody_has_renewed_it_for_a_minute()
    {
        _leases.Runs("a", Noon);
        _leases.Runs("b", Noon);
        _clock.Advance(TimeSpan.FromSeconds(30));
        _leases.Runs("b", Noon.AddSeconds(30));
        Assert.Empty(_leases.TakeOld());
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([("a", Noon)], _leases.TakeOld());
        Assert.Empty(_leases.TakeOld());
    }
}
