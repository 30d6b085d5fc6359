using System.Diagnostics;
using System.Text.Json.Nodes;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Pixel;
using Lintel.Tests;

namespace Lintel.HttpTests.Start;

/// <summary>The host with records in PostgreSQL and counters in Redis.</summary>
public sealed class RedisTests
{
    [Fact]
    public async Task Limits_are_counted_in_Redis_and_go_on_without_it()
    {
        await using var postgres = new PostgresServer();
        await postgres.InitializeAsync();
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var host = await LintelHost.StartAsync(
            new LintelHostOptions
            {
                Settings = new() { ["Lintel__Postgres"] = await postgres.CreateDatabaseAsync(), ["Lintel__Redis"] = redis.Address },
            },
            new TemporaryFolder());

        var first = await host.GetAsync("/me", "read");
        Assert.Equal((60, 59), (first.Header("X-RateLimit-Limit"), first.Header("X-RateLimit-Remaining")));
        Assert.NotEmpty((string[])(await redis.ExecuteAsync("KEYS", "lintel:*:pixel:workspace:*"))!);
        var engine = await EngineAsync();
        Assert.Equal(("redis", true, null), (engine["engine"]!.GetValue<string>(), engine["up"]!.GetValue<bool>(), engine["lostSince"]));
        Assert.Equal("Healthy", await host.Client.GetStringAsync("/readyz", TestContext.Current.CancellationToken));

        await redis.KillAsync();
        var began = Stopwatch.GetTimestamp();
        var without = await host.GetAsync("/me", "read");

        Assert.Equal((200, 58), (without.Status, without.Header("X-RateLimit-Remaining")));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        engine = await EngineAsync();
        Assert.Equal((false, 1), (engine["up"]!.GetValue<bool>(), engine["losses"]!.GetValue<int>()));
        Assert.NotNull(engine["lostSince"]);
        Assert.Equal("Degraded", await host.Client.GetStringAsync("/readyz", TestContext.Current.CancellationToken));
        Assert.Contains(host.Log.Lines, line => line.Contains("Redis was lost", StringComparison.Ordinal));

        async Task<JsonNode> EngineAsync() => (await host.ManageAsync("GET", "/status"))["engines"]!.AsArray().Single(engine => (string)engine!["engine"]! == "redis")!;
    }

    [Theory]
    [InlineData("127.0.0.1:6379", null, "needs Lintel__Postgres")]
    [InlineData("password=hunter2", "Host=127.0.0.1", "cannot be read")]
    public async Task Redis_that_cannot_work_is_refused(string redis, string? postgres, string reason)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = false,
            Settings = new() { ["Lintel__Redis"] = redis, ["Lintel__Postgres"] = postgres },
        }));

        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
    }
}
