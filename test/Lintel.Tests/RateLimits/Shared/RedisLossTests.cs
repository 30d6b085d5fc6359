using System.Diagnostics;
using Lintel.RateLimits;
using Microsoft.Extensions.Logging;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>
/// Limits while Redis forgets its scripts or its counters, answers late, or is gone. The server is this class' own, and nothing runs beside it that could make
/// an answer late.
/// </summary>
[CollectionDefinition(nameof(RedisLossTests), DisableParallelization = true)]
[Collection(nameof(RedisLossTests))]
public sealed class RedisLossTests : IAsyncLifetime
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly RedisServer _server = new();
    private readonly string _api = Names.Next();
    private readonly Lines _log = new();

    public async ValueTask InitializeAsync() => await _server.InitializeAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Script_that_the_server_has_forgotten_is_sent_again()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        var limiter = node.Limiter(_api, Limits.Fixed(5, 60));
        await AskAsync(limiter, 0);

        await _server.ExecuteAsync("SCRIPT", "FLUSH");
        var answer = await AskAsync(limiter, 0);

        Assert.Equal((3, 0L), (answer.Status.Remaining, node.Engine.Losses));
    }

    [Fact]
    public async Task Emptied_server_is_filled_with_the_counts_of_long_windows()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        RateLimitPolicy[] policies =
        [
            Limits.Fixed(100, 86_400) with { Name = "fixed", Durability = RateLimitDurability.Checkpointed, Charge = RateLimitCharging.Success },
            Limits.Rolling(2_000, 3_600) with { Name = "rolling", Durability = RateLimitDurability.Checkpointed },
        ];
        var limiter = node.Limiter(_api, policies);
        for (var i = 0; i < 3; i++)
        {
            await AskAsync(limiter, 0, 1);
        }

        await limiter.CheckpointAsync(TestContext.Current.CancellationToken);
        await _server.ExecuteAsync("FLUSHALL");
        var fixedWindow = await AskAsync(limiter, 0);
        var rollingWindow = await AskAsync(limiter, 1);
        await _server.ExecuteAsync("FLUSHALL");

        Assert.Equal((96, 1_996), (fixedWindow.Status.Remaining, rollingWindow.Status.Remaining));
        Assert.Equal(1, node.Store.Saves);
    }

    [Fact]
    public async Task Late_server_keeps_nobody_waiting_and_each_policy_does_what_it_says()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        node.Others.LiveNodes = 2;
        var limiter = node.Limiter(
            _api,
            Limits.Fixed(10, 60) with { Name = "share" },
            Limits.Fixed(10, 60) with { Name = "refuse", WhenLost = RateLimitLoss.Refuse },
            Limits.Fixed(1, 60) with { Name = "admit", WhenLost = RateLimitLoss.Admit });
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await AskAsync(limiter, 0)).Admitted);
        }

        await _server.ExecuteAsync("CLIENT", "PAUSE", "100000");
        var began = Stopwatch.GetTimestamp();
        var first = await AskAsync(limiter, 0);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, LongestWait);
        began = Stopwatch.GetTimestamp();
        var second = await AskAsync(limiter, 0);
        var third = await AskAsync(limiter, 0);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync(limiter, 1));
        Assert.All(await Task.WhenAll(AskAsync(limiter, 2), AskAsync(limiter, 2), AskAsync(limiter, 2)), answer => Assert.True(answer.Admitted));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, LongestWait / 5);

        // Half of ten, of which three were used before.
        Assert.Equal((true, true, false), (first.Admitted, second.Admitted, third.Admitted));
        Assert.Equal((5, 0), (second.Status.Limit, second.Status.Remaining));
        Assert.NotNull(node.Engine.LostSince);
        await WaitUntilFoundAsync(node, () => _server.KillAsync(), () => _server.StartAsync());
        Assert.Equal(["Information 3", "Warning 2", "Information 3"], _log.All);
        Assert.Equal(1, node.Engine.Losses);
    }

    [Fact]
    public async Task Server_that_was_killed_is_found_again_within_two_seconds()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        var limiter = node.Limiter(_api, Limits.Fixed(4, 60) with { Charge = RateLimitCharging.Success });
        var before = await AskAsync(limiter, 0);
        await _server.KillAsync();
        var began = Stopwatch.GetTimestamp();
        Assert.True((await AskAsync(limiter, 0)).Admitted);
        await before.Charge!.GiveBackAsync(RateLimitOutcome.Failed);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, LongestWait);

        await WaitUntilFoundAsync(node, () => Task.CompletedTask, () => _server.StartAsync());

        // The server has lost its counters, but not what was admitted without it; what could not be given back is given back where it stands.
        await limiter.CheckpointAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await AskAsync(limiter, 0)).Status.Remaining);
    }

    [Fact]
    public async Task Charge_that_could_not_be_given_back_is_given_back_once_the_server_answers()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        var limiter = node.Limiter(_api, Limits.Fixed(4, 60) with { Charge = RateLimitCharging.Success });
        var charged = await AskAsync(limiter, 0);
        await _server.ExecuteAsync("CLIENT", "PAUSE", "700", "WRITE");
        await charged.Charge!.GiveBackAsync(RateLimitOutcome.Failed);
        Assert.NotNull(node.Engine.LostSince);

        await WaitUntilFoundAsync(node, () => Task.CompletedTask, () => Task.CompletedTask);
        await limiter.CheckpointAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, (await AskAsync(limiter, 0)).Status.Remaining);
    }

    [Fact]
    public async Task Process_that_starts_without_the_server_serves_its_share_until_it_comes()
    {
        await _server.KillAsync();
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        var limiter = node.Limiter(_api, Limits.Fixed(4, 60));
        Assert.Equal((true, 1L), ((await AskAsync(limiter, 0)).Admitted, node.Engine.Losses));

        await WaitUntilFoundAsync(node, () => Task.CompletedTask, () => _server.StartAsync());

        Assert.Equal(2, (await AskAsync(limiter, 0)).Status.Remaining);
    }

    [Theory]
    [InlineData(false, 20)]
    [InlineData(true, 20)]
    [InlineData(true, 4_000)]
    public async Task What_was_admitted_while_the_server_did_not_count_is_counted_once_it_does(bool rolling, int allow)
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        node.Others.LiveNodes = 2;
        var limiter = node.Limiter(_api, Limits.Fixed(allow, 3_600) with { Kind = KindOf(rolling) });
        for (var i = 0; i < allow / 4; i++)
        {
            Assert.True((await AskAsync(limiter, 0)).Admitted);
        }

        await StopCountingAsync();
        var admitted = await AskUntilRefusedAsync(limiter);
        await ResumeAsync(node);
        var after = await AskAsync(limiter, 0);

        Assert.Equal(allow / 4, admitted);
        Assert.Equal((allow / 2) - 1, after.Status.Remaining);
        Assert.Equal(1, node.Engine.Losses);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_admitted_while_the_server_was_dead_is_added_to_the_count_that_was_stored(bool rolling)
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        node.Others.LiveNodes = 2;
        var limiter = node.Limiter(_api, Limits.Fixed(20, 3_600) with { Kind = KindOf(rolling), Durability = RateLimitDurability.Checkpointed });
        await AskAsync(limiter, 0);
        await AskAsync(limiter, 0);
        await limiter.CheckpointAsync(TestContext.Current.CancellationToken);

        await _server.KillAsync();
        var admitted = await AskUntilRefusedAsync(limiter);
        await WaitUntilFoundAsync(node, () => Task.CompletedTask, () => _server.StartAsync());

        Assert.Equal(8, admitted);
        Assert.Equal(9, (await AskAsync(limiter, 0)).Status.Remaining);
    }

    [Fact]
    public async Task Store_that_is_slow_to_fill_a_counter_does_not_lose_the_server()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        var limiter = node.Limiter(_api, Limits.Fixed(5, 3_600) with { Durability = RateLimitDurability.Checkpointed });
        node.Store.Hold = new TaskCompletionSource();
        var began = Stopwatch.GetTimestamp();

        Assert.True((await AskAsync(limiter, 0)).Admitted);

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, 2 * LongestWait);
        Assert.Equal(0, node.Engine.Losses);
        node.Store.Hold.SetResult();
        await limiter.CheckpointAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, (await AskAsync(limiter, 0)).Status.Remaining);
    }

    [Fact]
    public async Task Loss_is_known_where_no_request_comes()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        await _server.KillAsync();
        var began = Stopwatch.GetTimestamp();

        while (node.Engine.LostSince is null)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(3));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    [Fact]
    public async Task What_was_admitted_last_while_the_server_was_lost_is_added_with_the_next_checkpoint()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        var owed = new OwedCharges(node.Clock);
        var counters = node.Counters(_api, owed);
        var policy = Limits.Fixed(9, 60) with { Per = RateLimitPartition.Value };
        var claim = new SharedClaim(0, policy, new RateLimitClaim(0, Limits.Ada, policy.Allow), Limits.Ada.StoredName);
        owed.Add([claim]);
        owed.Add([claim]);

        await counters.CheckpointAsync(TestContext.Current.CancellationToken);
        await counters.CheckpointAsync(TestContext.Current.CancellationToken);

        Assert.Empty(owed.Take(1));
        Assert.Equal(6, (await AskAsync(node.Limiter(_api, policy), 0)).Status.Remaining);
    }

    [Fact]
    public async Task What_was_admitted_without_the_server_and_given_back_is_not_counted()
    {
        await using var node = await RedisNode.StartAsync(_server, logger: _log);
        var limiter = node.Limiter(_api, Limits.Fixed(10, 60) with { Charge = RateLimitCharging.Success });
        await StopCountingAsync();
        var kept = await AskAsync(limiter, 0);
        var given = await AskAsync(limiter, 0);
        await given.Charge!.GiveBackAsync(RateLimitOutcome.Failed);

        await ResumeAsync(node);

        Assert.True(kept.Admitted);
        Assert.Equal(8, (await AskAsync(limiter, 0)).Status.Remaining);
    }

    /// <summary>Lets the server refuse to count, so that no charge is under way that it may or may not have made.</summary>
    private Task<StackExchange.Redis.RedisResult> StopCountingAsync() => _server.ExecuteAsync("REPLICAOF", "127.0.0.1", "1");

    private Task ResumeAsync(RedisNode node) =>
        WaitUntilFoundAsync(node, () => Task.CompletedTask, () => _server.ExecuteAsync("REPLICAOF", "NO", "ONE"));

    private static async Task WaitUntilFoundAsync(RedisNode node, Func<Task> stop, Func<Task> start)
    {
        await stop();
        await start();
        var began = Stopwatch.GetTimestamp();
        while (node.Engine.LostSince is not null)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static RateLimitKind KindOf(bool rolling) => rolling ? RateLimitKind.Rolling : RateLimitKind.Fixed;

    private static async Task<int> AskUntilRefusedAsync(SharedRateLimiter limiter)
    {
        var admitted = 0;
        while ((await AskAsync(limiter, 0)).Admitted)
        {
            admitted++;
        }

        return admitted;
    }

    private static Task<RateLimitResult> AskAsync(SharedRateLimiter limiter, params int[] policies) => RedisLimitTests.AskAsync(limiter, policies);

    private sealed class Lines : ILogger<Lintel.Redis.RedisEngine>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add($"{logLevel} {eventId.Id}");
    }
}
