using System.Collections.Concurrent;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Engines;

/// <summary>Connections to PostgreSQL that are ended, by the server or on their way: nodes go on by themselves.</summary>
public sealed class PostgresTests(Cluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("terminated")]
    [InlineData("reset")]
    public async Task Nodes_go_on_when_all_connections_end(string how)
    {
        await cluster.ReadyAsync();
        var reader = await Tenant.MakeAsync(cluster.Nodes, "pixel");
        var writer = await Tenant.MakeAsync(cluster.Nodes, "fieldservice");
        Assert.All(await Task.WhenAll(cluster.Nodes.Select(node => reader.ReadAsync(node))), reply => Assert.Equal(200, reply.Status));
        var written = new ConcurrentQueue<string>();
        var read = new ConcurrentQueue<int>();

        await Load.SendAsync(6, 90, async number =>
        {
            if (number == 30)
            {
                await EndConnectionsAsync(how);
            }

            read.Enqueue((await reader.ReadAsync(cluster.Next())).Status);
            await WriteAsync(writer, number, written);
        });

        // What is in memory is answered from there.
        Assert.All(read, status => Assert.Equal(200, status));
        Form.Tell($"{how}: {written.Count} of 90 writes were acknowledged");
        Assert.InRange(written.Count, 30, 90);
        foreach (var id in written)
        {
            Assert.Equal(200, (await writer.SendAsync(cluster.Next(), "GET", $"/customers?id={id}")).Status);
        }

        await Patiently.UntilAsync(Patience, async () => await cluster.LiveNodesAsync() == 3);
        var receipt = (await cluster.Next().ManageAsync("POST", $"/keys/{reader.KeyId}/revoke"))["receipt"]!;
        Assert.Equal((3, 3), ((int)receipt["applied"]!, (int)receipt["of"]!));
        Assert.All(await Task.WhenAll(cluster.Nodes.Select(node => reader.ReadAsync(node))), reply => Assert.Equal(401, reply.Status));
    }

    private async Task EndConnectionsAsync(string how)
    {
        if (how == "reset")
        {
            foreach (var node in cluster.Nodes)
            {
                node.Postgres.Reset();
            }
        }
        else
        {
            await cluster.ExecuteAsync(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()");
        }
    }

    private async Task WriteAsync(Tenant writer, int number, ConcurrentQueue<string> written)
    {
        var reply = await writer.SendAsync(cluster.Next(), "POST", "/customers", new { customer_name = $"Customer {number}" });
        if (reply.Status == 201)
        {
            written.Enqueue(reply.Json["customer"]!["id"]!.ToString());
        }
        else
        {
            Assert.True(reply.Status is 500 or 503, $"{reply.Status} {reply.Text}");
        }
    }
}
