using System.Collections.Concurrent;
using System.Diagnostics;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Changes;

/// <summary>Keys that are revoked and disabled under load: no request that is sent after the answer "all have applied it" is admitted.</summary>
public sealed class RevocationTests(Cluster cluster)
{
    private const int Callers = 2;
    private const int Revokers = 2;

    private static readonly int Count = Form.Of(80, 10_000);

    [Fact]
    public async Task No_request_after_the_answer_is_admitted_by_any_node()
    {
        await cluster.ReadyAsync();
        var owner = await Tenant.MakeAsync(cluster.Nodes, "pixel");
        var keys = await MakeKeysAsync(owner);
        var traffic = new Traffic(cluster, keys);
        var load = Load.RunAsync(Callers, traffic.SendAsync);

        var times = new ConcurrentQueue<TimeSpan>();
        await Load.SendAsync(Revokers, Count, async number =>
        {
            await EndAsync(keys[number], number, times);
            traffic.Move(number);
        });
        traffic.End();
        await load;

        // Each once more at each node, whatever the traffic has asked.
        foreach (var node in cluster.Nodes)
        {
            await Load.SendAsync(Callers, Count, number => traffic.AskAsync(keys[number], node));
        }

        var sorted = times.Order().ToArray();
        Form.Tell(
            $"{Count} keys ended among {traffic.Asked} requests, {traffic.Admitted} of them admitted; the answer took {Quantile(sorted, 0.5):0} ms (p50), "
                + $"{Quantile(sorted, 0.99):0} ms (p99)");
        Assert.Empty(traffic.Late);
        Assert.NotEqual(0, traffic.Admitted);
    }

    private static double Quantile(TimeSpan[] sorted, double part) => sorted[(int)(part * (sorted.Length - 1))].TotalMilliseconds;

    private async Task<EndingKey[]> MakeKeysAsync(Tenant owner)
    {
        var keys = new EndingKey[Count];
        await Load.SendAsync(4, Count, async number => keys[number] = new EndingKey(await owner.WithKeyAsync(cluster.Next())));
        return keys;
    }

    private async Task EndAsync(EndingKey key, int number, ConcurrentQueue<TimeSpan> times)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await cluster.Next().ManageAsync("POST", $"/keys/{key.Tenant.KeyId}/{(number % 2 == 0 ? "revoke" : "disable")}");
        times.Enqueue(Stopwatch.GetElapsedTime(began));
        key.End();
        var receipt = answer["receipt"]!;
        Assert.Equal((3, 3), ((int)receipt["applied"]!, (int)receipt["of"]!));
    }

    private sealed class EndingKey(Tenant tenant)
    {
        private volatile bool _isEnded;

        public Tenant Tenant { get; } = tenant;

        /// <summary>true once the answer has come that all nodes have applied the end.</summary>
        public bool IsEnded => _isEnded;

        public void End() => _isEnded = true;
    }

    private sealed class Traffic(Cluster cluster, EndingKey[] keys)
    {
        private const int Reach = 12;

        private readonly ConcurrentQueue<string> _late = new();
        private volatile bool _isOver;
        private volatile int _place;
        private int _asked;
        private int _admitted;
        private int _address;

        public int Asked => Volatile.Read(ref _asked);

        public int Admitted => _admitted;

        /// <summary>Answers to requests that were sent after the end of their key and were no refusals of it.</summary>
        public IEnumerable<string> Late => _late;

        /// <summary>Goes on to the keys around the one that has just ended.</summary>
        public void Move(int place) => _place = place;

        public void End() => _isOver = true;

        public async Task<bool> SendAsync()
        {
            var place = _place + (Interlocked.Increment(ref _asked) % (2 * Reach)) - Reach;
            await AskAsync(keys[Math.Clamp(place, 0, keys.Length - 1)], cluster.Next());
            return !_isOver;
        }

        public async Task AskAsync(EndingKey key, Node node)
        {
            // Asked before the request is sent, so that one that crosses the answer counts for neither.
            var isLate = key.IsEnded;
            var reply = await key.Tenant.ReadAsync(node, NextAddress());
            if (reply.Status == 200)
            {
                Interlocked.Increment(ref _admitted);
            }

            if (isLate && reply.Status != 401)
            {
                _late.Enqueue($"{reply.Status} at {node.Clock:+0;-0} s: {reply.Text}");
            }
        }

        /// <summary>An address of its own for each request: one whose credentials fail too often is refused for that.</summary>
        private string NextAddress()
        {
            var number = Interlocked.Increment(ref _address);
            return $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}";
        }
    }
}
