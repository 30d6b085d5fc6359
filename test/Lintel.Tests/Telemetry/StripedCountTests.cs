using Lintel.Telemetry;

namespace Lintel.Tests.Telemetry;

public sealed class StripedCountTests
{
    [Fact]
    public void Nothing_is_lost_where_many_count_at_once()
    {
        var count = new StripedCount();

        Parallel.For(0, 100_000, _ => count.Increment());

        Assert.Equal(100_000, count.Value);
    }
}
