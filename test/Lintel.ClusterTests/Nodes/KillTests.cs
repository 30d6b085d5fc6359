using System.Collections.Concurrent;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Nodes;

/// <summary>A node that is killed under load: what was acknowledged is there, the others go on, and webhooks are complete.</summary>
public sealed class KillTests(Cluster cluster)
{
    private const int Writers = 6;

    private static readonly int Before = Form.Of(60, 2_000);
    private static readonly int After = Form.Of(40, 2_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly ConcurrentQueue<string> _customers = new();
    private readonly ConcurrentQueue<string> _codes = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private int _number;
    private int _after;

    [Fact]
    public async Task Acknowledged_writes_survive_webhooks_are_complete_and_the_other_nodes_go_on()
    {
        await cluster.ReadyAsync();
        await using var endpoint = await HoldingEndpoint.StartAsync();
        var killed = cluster.Nodes[1];
        var company = await Tenant.MakeAsync(cluster.Nodes, "fieldservice");
        var application = await OtpApplication.MakeAsync(cluster);
        var webhook = new { url = endpoint.Url, events = new[] { "otp.sent" } };
        var added = await application.ConsoleAsync("POST", $"/applications/{application.Id}/webhooks", webhook);
        Assert.True(added.Status == 201, added.Text);

        // Deliveries are under way when a node is killed, as a rule some of its own.
        var kill = new Lazy<Task>(async () =>
        {
            await Patiently.UntilAsync(Patience, () => Task.FromResult(endpoint.Held >= cluster.Nodes.Count));
            await killed.KillAsync();
            endpoint.Release();
        });
        try
        {
            await Load.RunAsync(Writers, async () =>
            {
                var number = Interlocked.Increment(ref _number);
                if (number == Before)
                {
                    endpoint.Hold();
                }

                var end = number >= Before ? kill.Value : null;
                await WriteAsync(cluster.Next(), killed, company, application, number);
                return end is not { IsCompleted: true } || Interlocked.Increment(ref _after) < After;
            });
            await kill.Value;

            Assert.True(_failed.IsEmpty, $"{string.Join('\n', _failed)}\n{string.Join('\n', cluster.Nodes.Select(node => node.Output))}");
            await Load.SendAsync(Writers, _customers.Count, async place =>
                Assert.Equal(200, (await company.SendAsync(cluster.Nodes[place % 2 * 2], "GET", $"/customers?id={_customers.ElementAt(place)}")).Status));
            await DeliveredAsync(endpoint);
            Form.Tell(
                $"{_customers.Count} customers and {_codes.Count} codes were acknowledged; {endpoint.Events} events came in {endpoint.Deliveries} deliveries");
        }
        finally
        {
            await (killed.IsAlive ? Task.CompletedTask : Cluster.RestartAsync(killed));
        }

        await cluster.ReadyAsync();
    }

    /// <summary>Half of the writes are customers, half are codes, of which each raises an event.</summary>
    private async Task WriteAsync(Node node, Node killed, Tenant company, OtpApplication application, int number)
    {
        try
        {
            var isCode = number % 2 == 0;
            var reply = isCode
                ? await application.SendAsync(node, 10_000 + number)
                : await company.SendAsync(node, "POST", "/customers", new { customer_name = $"Customer {number}", customer_email = $"c{number}@kill.test" });
            if (reply.Status != 201)
            {
                _failed.Enqueue($"{reply.Status} {reply.Text}");
                return;
            }

            (isCode ? _codes : _customers).Enqueue((isCode ? reply.Json["data"]!["requestId"] : reply.Json["customer"]!["id"])!.ToString());
        }
        catch (HttpRequestException) when (node == killed)
        {
            // Nobody has promised anything.
        }
    }

    private Task<TimeSpan> DeliveredAsync(HoldingEndpoint endpoint) => Patiently.UntilAsync(Patience, async () =>
    {
        if (!Form.IsLong)
        {
            // The lease of 30 s as one of 2 s: what the killed node had claimed is free again.
            await cluster.ExecuteAsync(
                """
                UPDATE otp.webhook_deliveries SET leased_until = 0
                WHERE state = 'pending' AND leased_until < extract(epoch FROM clock_timestamp()) * 1000 + 28000
                """);
        }

        var arrived = await endpoint.ArrivedAsync();
        return _codes.All(arrived.Contains);
    });
}
