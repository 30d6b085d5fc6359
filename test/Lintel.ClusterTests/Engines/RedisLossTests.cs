using System.Collections.Concurrent;
using System.Net;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Engines;

/// <summary>Redis that is held up, cut off or paused: answers come all the same, by each policy's word, and limits are shared again soon after.</summary>
public sealed class RedisLossTests(Cluster cluster)
{
    private const int Share = 30;

    // 250 ms are the product's; the rest is for a machine of two cores on which everything else runs too.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMilliseconds(250 + 1_000);
    private static readonly TimeSpan LongestReturn = TimeSpan.FromMilliseconds(2_000 + 1_000);

    [Theory]
    [InlineData("stall")]
    [InlineData("cut")]
    [InlineData("pause")]
    public async Task Policies_do_what_they_say_and_nobody_waits(string how)
    {
        await cluster.ReadyAsync();
        var shared = await Tenant.MakeAsync(cluster.Nodes, "fieldservice", ("list", Share));
        var strict = await Tenant.MakeAsync(cluster.Nodes, "pixel");
        var admitting = await Tenant.MakeAsync(cluster.Nodes, "panel", ("global", 5));
        foreach (var node in cluster.Nodes)
        {
            Assert.All(
                await Task.WhenAll(shared.ReadAsync(node), strict.ReadAsync(node), admitting.ReadAsync(node)),
                reply => Assert.True(reply.Status == 200, $"{reply.Status} {reply.Text}"));
        }

        var history = await History.BeginAsync(cluster.Redis);
        await TakeAwayAsync(how);
        try
        {
            await Task.WhenAll(cluster.Nodes.Select(node => AskAsync(history, node, shared, strict, admitting)));
        }
        finally
        {
            await GiveBackAsync(how);
        }

        var back = await Patiently.UntilAsync(TimeSpan.FromSeconds(20), async () =>
            (await Task.WhenAll(cluster.Nodes.Select(node => node.RedisStateAsync()))).All(state => (bool)state["up"]!));
        var slowest = history.Decisions.Max(decision => decision.Took);
        Form.Tell($"{how}: {history.Decisions.Count} answers took {slowest.TotalMilliseconds:0} ms at most, Redis is back in {back.TotalMilliseconds:0} ms");
        Assert.InRange(slowest, TimeSpan.Zero, LongestAnswer);
        Assert.InRange(back, TimeSpan.Zero, LongestReturn);
        await StaysWithinAsync(shared);
    }

    private static async Task AskAsync(History history, Node node, Tenant shared, Tenant strict, Tenant admitting)
    {
        // One admitted before the loss is of this node's share already.
        var of = new List<int>();
        for (var i = 0; i < (Share / 3) + 3; i++)
        {
            of.Add((await history.NoteAsync(() => shared.ReadAsync(node))).Reply.Status);
        }

        Assert.Equal(((Share / 3) - 1, 4), (of.Count(status => status == 200), of.Count(status => status == 429)));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(500, (await history.NoteAsync(() => strict.ReadAsync(node))).Reply.Status);
            Assert.Equal(200, (await history.NoteAsync(() => admitting.ReadAsync(node))).Reply.Status);
        }
    }

    /// <summary>The counts of Redis from before the loss are counted still.</summary>
    private async Task StaysWithinAsync(Tenant shared)
    {
        var statuses = new ConcurrentQueue<int>();
        await Load.SendAsync(4, Share + 6, async _ => statuses.Enqueue((await shared.ReadAsync(cluster.Next())).Status));
        Assert.All(statuses, status => Assert.True(status is 200 or 429));
        Assert.InRange(statuses.Count(status => status == 200), 0, Share - 3);
    }

    private async Task TakeAwayAsync(string how)
    {
        switch (how)
        {
            case "stall":
                cluster.EachRedis(redis => redis.Stall());
                break;
            case "cut":
                cluster.EachRedis(redis => redis.Cut());
                break;
            default:
                // Not all commands: the end of the pause is one. Charges write.
                await cluster.Redis.ExecuteAsync("CLIENT", "PAUSE", 60_000, "WRITE");
                break;
        }
    }

    private async Task GiveBackAsync(string how)
    {
        switch (how)
        {
            case "stall":
                cluster.EachRedis(redis => redis.Resume());
                break;
            case "cut":
                cluster.EachRedis(redis => redis.Connect());
                break;
            default:
                await cluster.Redis.ExecuteAsync("CLIENT", "UNPAUSE");
                break;
        }
    }
}
