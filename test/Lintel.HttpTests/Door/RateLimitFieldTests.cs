using System.Net;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Door;

public sealed class RateLimitFieldTests
{
    private const string Limit = "  - { name: account, per: account, allow: 50, window: 1 minute, headers: ietf }";

    [Fact]
    public async Task Fields_of_one_policy_tell_of_the_one_with_the_least_room_left()
    {
        await using var host = await StartAsync("x-ratelimit");
        var seen = new List<(int Status, string Limit, string Remaining)>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await host.SendAsync("GET", "/shop/things", host.Key);
            seen.Add(((int)response.StatusCode, One(response, "X-RateLimit-Limit"), One(response, "X-RateLimit-Remaining")));
            host.Clock.Advance(TimeSpan.FromSeconds(i == 1 ? 10 : 0));
        }

        Assert.Equal([(200, "2", "1"), (200, "2", "0"), (200, "3", "0"), (429, "3", "0")], seen);
    }

    [Fact]
    public async Task List_fields_tell_of_every_policy_and_promise_no_room_after_the_wait()
    {
        await using var host = await StartAsync("ietf");
        using var first = await host.SendAsync("GET", "/shop/things", host.Key);
        using var second = await host.SendAsync("GET", "/shop/things", host.Key);
        using var refused = await host.SendAsync("GET", "/shop/things", host.Key);

        Assert.Equal("\"minute\";q=3;w=60, \"burst\";q=2;w=10", One(first, "RateLimit-Policy"));
        Assert.Equal("\"minute\";r=2;t=60, \"burst\";r=1;t=10", One(first, "RateLimit"));
        Assert.Equal("\"minute\";r=1;t=60, \"burst\";r=0;t=10", One(second, "RateLimit"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("10", One(refused, "Retry-After"));
        Assert.Equal("\"minute\";r=1, \"burst\";r=0;t=10", One(refused, "RateLimit"));
    }

    /// <summary>However far into its second a request comes, and with one policy as with several.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Time_until_there_is_room_is_never_longer_than_the_window(bool several)
    {
        await using var host = several ? await StartAsync("ietf") : await DoorHost.StartAsync(shop => shop.MapGet("/things", () => "ok"));
        host.Clock.Advance(TimeSpan.FromMilliseconds(600));
        using var response = await host.SendAsync("GET", "/shop/things", host.Key);

        Assert.Equal(several ? "\"minute\";r=2;t=60, \"burst\";r=1;t=10" : "\"account\";r=49;t=60", One(response, "RateLimit"));
    }

    [Fact]
    public async Task Wait_of_the_handlers_own_refusal_is_not_told_as_that_of_a_policy()
    {
        await using var host = await DoorHost.StartAsync(shop => shop.MapGet("/things", () => new ErrorResult(Refusal.OverLimit(1, "1 second", 7))));
        using var response = await host.SendAsync("GET", "/shop/things", host.Key);

        Assert.Equal("7", One(response, "Retry-After"));
        Assert.Equal("\"account\";r=49", One(response, "RateLimit"));
    }

    private static Task<DoorHost> StartAsync(string headers) => DoorHost.StartAsync(
        shop => shop.MapGet("/things", () => "ok"),
        contract: text => text.Replace(
            Limit,
            $"  - {{ name: minute, per: account, allow: 3, window: 1 minute, headers: {headers} }}\n  - "
                + $"{{ name: burst, per: key, allow: 2, window: 10 seconds, headers: {headers} }}",
            StringComparison.Ordinal));

    private static string One(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
