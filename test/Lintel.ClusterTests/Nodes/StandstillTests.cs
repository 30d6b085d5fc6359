using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Nodes;

/// <summary>A node that stands still is fenced: changes do not wait for it for longer than its lease, and it answers nothing from before.</summary>
public sealed class StandstillTests(Cluster cluster)
{
    [Fact]
    public async Task Node_that_stood_still_refuses_what_was_revoked_meanwhile()
    {
        await cluster.ReadyAsync();
        var (changing, still) = (cluster.Nodes[0], cluster.Nodes[2]);
        var tenant = await Tenant.MakeAsync(cluster.Nodes, "pixel");
        Assert.Equal(200, (await tenant.ReadAsync(still)).Status);
        await still.StandStillAsync();
        try
        {
            var early = await changing.OperateAsync("POST", $"/keys/{tenant.KeyId}/disable?wait=0");
            Assert.Equal((202, "disabled"), (early.Status, (string?)early.Json["state"]));
            var receipt = (await changing.ManageAsync("PATCH", $"/keys/{tenant.KeyId}", new { name = "Fenced" }))["receipt"]!;
            Assert.Equal((3, 3, 1), ((int)receipt["applied"]!, (int)receipt["of"]!, (int)receipt["fenced"]!));
            Form.Tell($"the node was fenced after {receipt["milliseconds"]} ms");

            // Sent now, and read by the node once it goes on.
            var late = Enumerable.Range(0, 20).Select(_ => tenant.ReadAsync(still)).ToArray();
            await still.ContinueAsync();
            Assert.All(await Task.WhenAll(late), reply => Assert.Equal(401, reply.Status));
        }
        finally
        {
            await still.ContinueAsync();
        }

        await cluster.ReadyAsync();
    }
}
