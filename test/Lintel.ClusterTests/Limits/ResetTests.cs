using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Limits;

/// <summary>The reset of a limit on one node holds on all of them once it has been answered.</summary>
public sealed class ResetTests(Cluster cluster)
{
    private const string Policy = "workspace";

    [Fact]
    public Task Caller_that_every_node_refuses_is_admitted_by_every_node_after_a_reset_on_one() => cluster.WithoutLossAsync(async () =>
    {
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "pixel", (Policy, cluster.Nodes.Count));
        Assert.Equal("200 200 200", await StatusesAsync(tenant));

        // Each remembers the refusal until the window ends.
        Assert.Equal("429 429 429", await StatusesAsync(tenant));

        var reset = await cluster.Nodes[0].ManageAsync("POST", $"/accounts/{tenant.AccountId}/limits/{Policy}/reset");

        Assert.Equal(("3", "3"), (reset["receipt"]!["applied"]!.ToString(), reset["receipt"]!["of"]!.ToString()));
        Assert.Equal("200 200 200", await StatusesAsync(tenant));
        Assert.Equal("429 429 429", await StatusesAsync(tenant));
    });

    private async Task<string> StatusesAsync(Tenant tenant)
    {
        var statuses = new List<int>();
        foreach (var node in cluster.Nodes)
        {
            statuses.Add((await tenant.ReadAsync(node)).Status);
        }

        return string.Join(' ', statuses);
    }
}
