using System.Collections.Concurrent;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Limits;

/// <summary>The wait that a refusal names is true to the second on every node, whatever its clock says.</summary>
public sealed class RetryAfterTests(Cluster cluster)
{
    private const int Allow = 3;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Ahead of the last moment at which a request is certainly too early.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(60);

    [Fact]
    public Task Request_passes_at_the_second_that_it_was_told_and_not_one_earlier() => cluster.WithoutLossAsync(async () =>
    {
        var replays = new List<Func<Task>>();
        var early = new ConcurrentQueue<Decision?>();
        foreach (var policy in (string[])["brief-fixed", "brief-rolling"])
        {
            foreach (var (refusing, asked) in cluster.Nodes.SelectMany(_ => cluster.Nodes, (refusing, asked) => (refusing, asked)))
            {
                var tenant = await Tenant.MakeAsync(cluster.Nodes, "trackpilots", (policy, Allow));
                replays.Add(() => ReplayAsync(policy, tenant, refusing, asked, early));
            }
        }

        await Task.WhenAll(replays.Select(replay => replay()));

        Form.Tell($"{early.Count(decision => decision is not null)} of {early.Count} replays came certainly early, and were refused");
        Assert.Contains(early, decision => decision is not null);
    });

    private async Task ReplayAsync(string policy, Tenant tenant, Node refusing, Node asked, ConcurrentQueue<Decision?> early)
    {
        var history = await History.BeginAsync(cluster.Redis);
        var refused = await UseUpAsync(history, tenant, refusing);
        var wait = TimeSpan.FromSeconds(refused.Reply.RetryAfter!.Value);
        Assert.InRange(wait, Second, 5 * Second);

        // The refusal fell somewhere between its request and its answer; one that is answered a second before the first of both is early.
        await history.UntilAsync(refused.Began + wait - Second - Margin);
        var replay = await history.NoteAsync(() => tenant.ReadAsync(asked));
        var isEarly = replay.Ended <= refused.Began + wait - Second;
        Assert.True(replay.Reply.Status == 429 || !isEarly, $"{policy} at {asked.Clock:+0;-0} s: {replay.Reply.Status} a second before {wait.TotalSeconds} s.");
        early.Enqueue(isEarly ? replay : null);
        if (replay.IsAdmitted)
        {
            return;
        }

        await history.UntilAsync(refused.Ended + wait);
        var late = await tenant.ReadAsync(asked);
        Assert.True(
            late.Status == 200,
            $"{policy}, refused at {refusing.Clock:+0;-0} s, asked at {asked.Clock:+0;-0} s: {late.Status} after {wait.TotalSeconds} s: {late.RetryAfter}.");
    }

    private static async Task<Decision> UseUpAsync(History history, Tenant tenant, Node node)
    {
        for (var requests = 0; ; requests++)
        {
            var decision = await history.NoteAsync(() => tenant.ReadAsync(node));
            if (decision.Reply.Status == 429)
            {
                return decision;
            }

            Assert.Equal(200, decision.Reply.Status);

            // The fixed window may end once meanwhile.
            Assert.InRange(requests, 0, 2 * Allow);
        }
    }
}
