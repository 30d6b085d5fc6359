using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Lintel.Cluster;
using Lintel.Host.Peppers;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Start;

/// <summary>The pepper of a real process, from its rotation to the end of the old version, as docs/operations.md has it.</summary>
public sealed class PepperRotationTests
{
    [Fact]
    public async Task Key_moves_to_the_new_version_when_it_is_used_and_the_old_version_retires_without_it()
    {
        Assert.SkipWhen(TestEngine.IsPostgres, "The commands are given a folder.");
        var (options, folder) = (new LintelHostOptions { Demo = false }, new TemporaryFolder());
        var host = await LintelHost.StartAsync(options, folder);
        var (used, unused) = (await IssueAsync(host, "used"), await IssueAsync(host, "unused"));
        var session = (await host.ManageAsync("POST", "/operators/sign-in", new { token = host.OperatorToken }))["token"]!.ToString();
        Assert.Equal(3, Under(await host.ManageAsync("GET", "/pepper"), 1)!["keys"]!.GetValue<long>());

        var (code, output, _) = await RunAsync("pepper", "rotate", "--data", host.DataDirectory);
        Assert.Equal(0, code);
        Assert.Contains("Version 2 of the pepper is current", output, StringComparison.Ordinal);
        await host.RestartAsync();
        Assert.Equal(2, (await host.ManageAsync("GET", "/pepper"))["current"]!.GetValue<int>());
        var added = await IssueAsync(host, "new");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await CallAsync(host, used), await CallAsync(host, session)));

        // The operator's token moves too.
        await UntilAsync(host, 1);
        var keys = (await host.ManageAsync("GET", "/keys?pepperVersion=1"))["data"]!.AsArray();
        Assert.Equal("unused", Assert.Single(keys)!["name"]!.ToString());

        await host.StopAsync();
        (code, _, var errors) = await RunAsync("pepper", "retire", "1", "--data", host.DataDirectory);
        Assert.Equal((int)ExitCode.Contract, code);
        Assert.Contains("1 key and 0 personal tokens are left under it", errors, StringComparison.Ordinal);
        (code, _, _) = await RunAsync("pepper", "retire", "1", "--ending", "2", "--data", host.DataDirectory);
        Assert.Equal((int)ExitCode.Contract, code);
        (code, output, _) = await RunAsync("pepper", "retire", "1", "--ending", "1", "--data", host.DataDirectory);
        Assert.Equal(0, code);
        Assert.StartsWith("Revoked 1 key and 0 personal tokens.", output, StringComparison.Ordinal);
        Assert.StartsWith("retired:1:", await File.ReadAllTextAsync(Path.Combine(host.DataDirectory, "pepper")), StringComparison.Ordinal);

        await using var later = await LintelHost.StartAsync(options, folder);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await CallAsync(later, used), await CallAsync(later, added)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await CallAsync(later, session), await CallAsync(later, unused)));
        Assert.Equal("retired", Under(await later.ManageAsync("GET", "/pepper"), 1)!["status"]!.ToString());
        (code, output, errors) = await RunAsync("audit", "verify", "--data", host.DataDirectory);
        Assert.True(code == 0, output + errors);
        (code, output, _) = await RunAsync("pepper", "status", "--data", host.DataDirectory);
        Assert.Equal(0, code);
        Assert.Contains("version 1, retired: 0 keys, 0 personal tokens, 0 webhook secrets, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_that_makes_keys_with_an_older_version_is_behind_whether_it_knows_the_newer_one_or_not()
    {
        NodeState[] nodes = [NodeOf("ahead", 2, 1), NodeOf("next", 1, 2), NodeOf("lacking", 1), NodeOf("silent"), NodeOf("gone", 1) with { LeaseUntil = null }];

        Assert.Equal([("next", true), ("lacking", false), ("silent", false)], PepperRecords.NodesBehind(nodes, 2));
    }

    [Fact]
    public async Task Pepper_that_is_no_regular_file_ends_the_start_with_78()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo.");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "pipe");
        using (var made = Process.Start("mkfifo", ["-m", "600", path]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var options = new LintelHostOptions { Demo = false, Settings = new() { ["Lintel__PepperFile"] = path } };
        var exception = await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(options));

        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains("is empty or no regular file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pepper_of_a_program_that_fails_ends_the_start_with_78_and_its_errors()
    {
        var options = new LintelHostOptions { Demo = false, Settings = new() { ["Lintel__PepperCommand"] = "sh -c 'echo sealed >&2; exit 2'" } };

        var exception = await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(options));

        Assert.Equal(
            (ExitCode.Configuration, "The command sh of the pepper ended with 2. It wrote to standard error: sealed"), (exception.ExitCode, exception.Message));
    }

    [Fact]
    public async Task Two_sources_of_the_pepper_end_the_start_with_78()
    {
        var options = new LintelHostOptions
        {
            Demo = false,
            Settings = new() { ["Lintel__Pepper"] = new string('p', 40), ["Lintel__PepperFile"] = "/run/secrets/pepper" },
        };

        var exception = await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(options));

        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains("Lintel__Pepper and from the file /run/secrets/pepper", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pepper")]
    [InlineData("pepper", "retire")]
    [InlineData("pepper", "retire", "one")]
    [InlineData("pepper", "status", "--next")]
    [InlineData("pepper", "retire", "1", "--ending", "all")]
    public async Task Unknown_action_is_a_fault_of_usage(params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);

        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    private static NodeState NodeOf(string name, params int[] pepper)
    {
        var description = new NodeDescription("1.0.0", "live", new Dictionary<string, string>()) { PepperVersions = pepper };
        return new(name, description, DateTimeOffset.UnixEpoch, 0, 0, DateTimeOffset.UnixEpoch, new Dictionary<string, DateTimeOffset?>(), []);
    }

    private static async Task<string> IssueAsync(LintelHost host, string name) => (await host.ManageAsync(
        "POST", "/keys", new { accountId = "acct_operator", name, scopes = new[] { "requests:read" } }))["secret"]!.ToString();

    private static async Task<HttpStatusCode> CallAsync(LintelHost host, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{host.BaseUrl}/lintel/v1/nodes");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        using var response = await host.Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Waits until some keys are left under version 1, while the clock goes on.</summary>
    private static async Task UntilAsync(LintelHost host, long left)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (Under(await host.ManageAsync("GET", "/pepper"), 1)?["keys"]!.GetValue<long>() == left)
            {
                return;
            }

            host.Clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.Fail($"There were never {left} keys under version 1.");
    }

    private static JsonNode? Under(JsonNode pepper, int version) =>
        pepper["versions"]!.AsArray().FirstOrDefault(entry => entry!["version"]!.GetValue<int>() == version);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostProgram.RunAsync(args, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
