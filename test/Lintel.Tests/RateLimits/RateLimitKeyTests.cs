using System.Net;
using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

public sealed class RateLimitKeyTests
{
    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    public void Addresses_of_one_caller_share_a_counter(string one, string other) =>
        Assert.Equal(RateLimitKey.Of(IPAddress.Parse(one)), RateLimitKey.Of(IPAddress.Parse(other)));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("0.0.0.0", "::")]
    public void Addresses_of_two_callers_do_not_share_a_counter(string one, string other) =>
        Assert.NotEqual(RateLimitKey.Of(IPAddress.Parse(one)), RateLimitKey.Of(IPAddress.Parse(other)));

    [Fact]
    public void Key_of_an_address_allocates_nothing()
    {
        var addresses = new[] { IPAddress.Parse("203.0.113.7"), IPAddress.Parse("::ffff:203.0.113.7"), IPAddress.Parse("2001:db8::1") };
        Make(addresses, 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Make(addresses, 1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Make(IPAddress[] addresses, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var address in addresses)
            {
                RateLimitKey.Of(address);
            }
        }
    }
}
