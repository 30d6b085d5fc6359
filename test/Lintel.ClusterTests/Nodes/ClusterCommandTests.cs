using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Nodes;

/// <summary>The one command that a newcomer starts a cluster with.</summary>
public sealed class ClusterCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Cluster_starts_with_one_command_answers_behind_its_balancer_and_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("lintel-command-");
        var port = FreePorts(12);
        using var cluster = Process.Start(new ProcessStartInfo(
            Repository.PathOf("eng", "cluster"), ["2", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", folder.FullName])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var text = await ReadyTextAsync(cluster);
            Assert.Contains("Lintel is ready on 2 nodes", text, StringComparison.Ordinal);
            using var balancer = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port + 2}") };
            var demo = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "node2", "demo.json"), TestContext.Current.CancellationToken))!;
            balancer.DefaultRequestHeaders.Add("X-API-Key", (string)demo["fieldservice"]!["keys"]!["full"]!);
            using var answer = await balancer.GetAsync((string)demo["fieldservice"]!["base"]! + "/jobs", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(OperatorTokenOf("node1"), OperatorTokenOf("node2"));
        }
        finally
        {
            await EndAsync(cluster);
        }

        Assert.False(IsListening(port) || IsListening(port + 2) || IsListening(port + 3) || IsListening(port + 4), "Something outlived the cluster.");
        folder.Delete(recursive: true);

        string OperatorTokenOf(string node) => File.ReadAllText(Path.Combine(folder.FullName, node, "operator.token"));
    }

    private static async Task<string> ReadyTextAsync(Process cluster)
    {
        _ = cluster.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = string.Empty;
        while (!text.Contains("Ctrl-C stops everything.", StringComparison.Ordinal))
        {
            var line = await cluster.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TimeProvider.System);
            text += line ?? throw new InvalidOperationException($"The cluster has ended: {text}");
        }

        return text;
    }

    private static async Task EndAsync(Process cluster)
    {
        using var kill = Process.Start("kill", ["-TERM", cluster.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await cluster.WaitForExitAsync();
    }

    /// <summary>The first of several ports that nobody listens on.</summary>
    private static int FreePorts(int count)
    {
        for (var first = 20_000 + (Environment.ProcessId % 500 * 20); ; first += count)
        {
            if (!Enumerable.Range(first, count).Any(IsListening))
            {
                return first;
            }
        }
    }

    private static bool IsListening(int port)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
