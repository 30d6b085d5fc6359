using System.Collections.Concurrent;
using System.Net;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Engines;

/// <summary>Counts that hold although Redis forgets.</summary>
public sealed class RedisCounterTests(Cluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public Task Scripts_that_were_flushed_are_sent_again_and_no_request_is_lost() => cluster.WithoutLossAsync(async () =>
    {
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "pixel", ("rolling", 40));
        Assert.Equal((20, 0), await SendAsync(tenant, 20));

        await cluster.Redis.ExecuteAsync("SCRIPT", "FLUSH");

        Assert.Equal((20, 10), await SendAsync(tenant, 30));
    });

    [Fact]
    public async Task Window_of_a_day_survives_a_Redis_that_comes_back_empty()
    {
        await cluster.ReadyAsync();
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "fieldservice", ("daily", 20));
        Assert.Equal((12, 0), await SendAsync(tenant, 12));
        await CheckpointedAsync(tenant);

        await cluster.Redis.KillAsync();
        await NoticeAsync();
        await cluster.Redis.StartAsync();
        await cluster.ReadyAsync();

        Assert.Equal((8, 10), await SendAsync(tenant, 18));
    }

    [Fact]
    public async Task Promotion_of_a_replica_admits_the_unreplicated_tail_more_and_nothing_beyond_it()
    {
        const int Allow = 300;
        const int Replicated = 100;
        const int Tail = 50;
        await cluster.ReadyAsync();
        await using var replica = new RedisServer();
        await replica.StartAsync();
        await using var replication = new TcpProxy(IPEndPoint.Parse(cluster.Redis.Address));
        await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", replication.Port);
        await Patiently.UntilAsync(Patience, async () => (await ReplicationAsync(replica)).Contains("master_link_status:up"));
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "pixel", ("rolling", Allow));
        try
        {
            Assert.Equal((Replicated, 0), await SendAsync(tenant, Replicated));
            await Patiently.UntilAsync(Patience, async () => await OffsetAsync(cluster.Redis) == await OffsetAsync(replica));
            replication.Stall();
            Assert.Equal((Tail, 0), await SendAsync(tenant, Tail));

            cluster.EachRedis(redis => redis.Cut());
            await NoticeAsync();
            await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
            cluster.EachRedis(redis => redis.Connect(IPEndPoint.Parse(replica.Address)));
            await UpAsync();
            var (admitted, _) = await SendAsync(tenant, Allow);

            var total = Replicated + Tail + admitted;
            Form.Tell($"{total} were admitted under a limit of {Allow}, with {Tail} that had not reached the replica");
            Assert.Equal(Allow + Tail, total);
        }
        finally
        {
            cluster.EachRedis(redis => redis.Cut());
            await NoticeAsync();
            cluster.EachRedis(redis => redis.Connect(IPEndPoint.Parse(cluster.Redis.Address)));
            await UpAsync();
        }
    }

    private static async Task<string> OffsetAsync(RedisServer server) =>
        (await ReplicationAsync(server)).Single(line => line.StartsWith("master_repl_offset:", StringComparison.Ordinal));

    private static async Task<string[]> ReplicationAsync(RedisServer server) => ((string)(await server.ExecuteAsync("INFO", "replication"))!).Split("\r\n");

    /// <summary>Lets each node find that Redis is lost: it does with its next charge.</summary>
    private async Task NoticeAsync()
    {
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "pixel");
        await Task.WhenAll(cluster.Nodes.Select(node => Patiently.UntilAsync(Patience, async () =>
        {
            await tenant.ReadAsync(node);
            return !(bool)(await node.RedisStateAsync())["up"]!;
        })));
    }

    private Task<TimeSpan> UpAsync() => Patiently.UntilAsync(Patience, async () =>
    {
        var replies = await Task.WhenAll(cluster.Nodes.Select(node => node.SendAsync("GET", "/readyz")));
        return replies.All(reply => reply.Text == "Healthy");
    });

    /// <summary>Waits until what PostgreSQL has of a tenant's day stays as it is for longer than the pause between two checkpoints.</summary>
    private async Task CheckpointedAsync(Tenant tenant)
    {
        var (state, since) = (string.Empty, TimeProvider.System.GetTimestamp());
        await Patiently.UntilAsync(Patience, async () =>
        {
            var sql = $"SELECT string_agg(state::text, ' ') FROM lintel.rate_limit_cell WHERE policy = 'daily' AND partition LIKE '%{tenant.KeyId}%'";
            var now = await cluster.ExecuteAsync(sql) as string ?? string.Empty;
            (state, since) = now == state ? (state, since) : (now, TimeProvider.System.GetTimestamp());
            return state.Length > 0 && TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(1.2);
        });
    }

    private async Task<(int Admitted, int Refused)> SendAsync(Tenant tenant, int requests)
    {
        var statuses = new ConcurrentQueue<int>();
        await Load.SendAsync(6, requests, async _ => statuses.Enqueue((await tenant.ReadAsync(cluster.Next())).Status));
        return (statuses.Count(status => status == 200), statuses.Count(status => status == 429));
    }
}
