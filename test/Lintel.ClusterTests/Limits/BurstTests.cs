using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Limits;

/// <summary>Bursts through three nodes with clocks a minute apart: a limit admits its number, and not one more.</summary>
public sealed class BurstTests(Cluster cluster)
{
    private const int Callers = 24;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly int Allow = Form.Of(1_100, 162_000);

    [Fact]
    public Task Fixed_window_admits_its_limit_through_three_nodes() => cluster.WithoutLossAsync(async () =>
    {
        var history = await SendAsync("workspace");

        Assert.InRange(history.MostInMinute(), 1, Allow);
        Assert.True(history.Admitted >= Math.Min(Allow, history.Decisions.Count), $"{history.Admitted} of {history.Decisions.Count} were admitted.");
    });

    [Fact]
    public Task Rolling_window_admits_exactly_its_limit_through_three_nodes() => cluster.WithoutLossAsync(async () =>
    {
        var history = await SendAsync("rolling");

        Assert.InRange(history.MostWithin(Minute), 1, Allow);
        Assert.True(history.Admitted >= Math.Min(Allow, history.Decisions.Count), $"{history.Admitted} of {history.Decisions.Count} were admitted.");
    });

    [Fact]
    public Task Three_policies_of_ten_admit_ten_of_64_callers() => cluster.WithoutLossAsync(async () =>
    {
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "pixel", ("workspace", 10), ("rolling", 10), ("strict", 10));
        var history = await History.BeginAsync(cluster.Redis);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => history.NoteAsync(() => tenant.ReadAsync(cluster.Next()))));

        Assert.Equal(10, history.Admitted);
        Assert.Equal(54, history.Decisions.Count(decision => decision.Reply is { Status: 429, RetryAfter: >= 1 and <= 60 }));
    });

    /// <summary>Sends more than the limit allows; in the long form for a minute.</summary>
    private async Task<History> SendAsync(string policy)
    {
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "pixel", (policy, Allow));
        var history = await History.BeginAsync(cluster.Redis);
        var began = history.Now;
        var sent = 0;
        await Load.RunAsync(Callers, async () =>
        {
            await history.NoteAsync(() => tenant.ReadAsync(cluster.Next()));
            return Form.IsLong ? history.Now - began < Minute : Interlocked.Increment(ref sent) < Allow + 250;
        });
        var took = (history.Now - began).TotalSeconds;
        Form.Tell($"{policy}: {history.Admitted} of {history.Decisions.Count} requests in {took:0.0} s were admitted, the limit is {Allow}");
        Assert.All(history.Decisions, decision => Assert.True(decision.Reply.Status is 200 or 429, $"{decision.Reply.Status} {decision.Reply.Text}"));
        return history;
    }
}
