using System.Collections.Concurrent;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Start;

/// <summary>The promises of docs/operations.md about copies: made while the process works, and enough to go on elsewhere.</summary>
public sealed class BackupTests
{
    private const int Enough = 20;

    // Below the limits of the management API, whose clock stands still here.
    private const int Most = 400;

    [Fact]
    public async Task Backup_under_load_restores_every_account_and_key_that_was_acknowledged_before_it()
    {
        await using var host = await LintelHost.StartAsync();
        var acknowledged = new ConcurrentQueue<(string Account, string Key)>();
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => WorkAsync(host, acknowledged, begun, stop.Token))));
        await Task.WhenAny(begun.Task, load);
        var before = acknowledged.ToArray();
        using var elsewhere = new TemporaryFolder();
        var copy = Path.Combine(elsewhere.Path, "copy");
        var (code, output, errors) = await RunAsync("backup", copy, "--data", host.DataDirectory);
        await stop.CancelAsync();
        await load;

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("lintel.db", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(copy, "pepper")));
        Assert.Equal(
            Directory.GetFiles(host.DataDirectory, "*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Directory.GetFiles(copy, "*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // As docs/operations.md says: the copy, and the pepper from where it is kept.
        var restoredFolder = new TemporaryFolder();
        restoredFolder.CopyFrom(copy);
        File.Copy(Path.Combine(host.DataDirectory, "pepper"), Path.Combine(restoredFolder.Path, "pepper"));
        await using var restored = await LintelHost.StartAsync(new LintelHostOptions(), restoredFolder);
        foreach (var (account, key) in before)
        {
            Assert.Equal(account, (await restored.ManageAsync("POST", "/keys/find", new { key }))["accountId"]!.ToString());
            Assert.Equal(account, (await restored.ManageAsync("GET", $"/accounts/{account}"))["id"]!.ToString());
        }
    }

    [Theory]
    [InlineData]
    [InlineData("--data", "somewhere")]
    public async Task Backup_without_a_folder_is_a_fault_of_usage(params string[] args)
    {
        var (code, _, errors) = await RunAsync(["backup", .. args]);

        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("backup FOLDER", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_of_what_is_no_data_folder_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await RunAsync("backup", Path.Combine(folder.Path, "copy"), "--data", folder.Path);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("is not a data folder", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static async Task WorkAsync(
        LintelHost host,
        ConcurrentQueue<(string Account, string Key)> acknowledged,
        TaskCompletionSource begun,
        CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && acknowledged.Count < Most)
        {
            var account = (await host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Copied" }))["id"]!.ToString();
            var key = (await host.ManageAsync(
                "POST",
                "/keys",
                new { accountId = account, name = "copied", scopes = new[] { "pixel:read" } }))["secret"]!.ToString();
            acknowledged.Enqueue((account, key));
            if (acknowledged.Count >= Enough)
            {
                begun.TrySetResult();
            }
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostProgram.RunAsync(args, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
