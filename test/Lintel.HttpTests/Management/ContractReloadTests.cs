using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Contracts whose files change while the process runs.</summary>
public sealed class ContractReloadTests
{
    private const string Message = "A friendlier message.";

    [Fact]
    public async Task Changed_contract_answers_and_is_told_with_its_difference()
    {
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder);
        Edit(folder, WithMessage);

        Reload(host);

        using var refused = await host.Client.GetAsync("/pixel/v1/websites", TestContext.Current.CancellationToken);
        Assert.Contains(Message, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var contract = await host.ManageAsync("GET", "/apis/pixel/contract");
        Assert.NotEqual((string?)contract["previous"]!["hash"], (string?)contract["hash"]);
        Assert.Null(contract["refused"]);
        var changes = await host.ManageAsync("GET", "/apis/pixel/contract/changes");
        Assert.Equal("errors", (string?)changes["data"]!.AsArray().Single()!["member"]);
        Assert.Contains(Message, (string?)changes["data"]![0]!["text"], StringComparison.Ordinal);
        Assert.False((bool)changes["breaking"]!);
        Assert.Contains(Message, await host.Client.GetStringAsync("/docs/pixel/errors/missing_authorization", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faulty_contract_is_refused_and_the_one_before_stays()
    {
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder);
        Edit(folder, text => text.Replace("title:", "tittle:", StringComparison.Ordinal));

        Reload(host);

        using var answer = await host.Client.GetAsync("/pixel/v1/websites", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var fault = (await RefusedAsync(host))!["faults"]![0]!;
        Assert.EndsWith("pixel.yaml", (string?)fault["file"], StringComparison.Ordinal);
        Assert.True((int)fault["line"]! > 0 && (int)fault["column"]! > 0);
        using var ready = await host.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        var text = await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.StartsWith("Degraded\npixel.yaml of the API pixel was changed and is refused since ", text, StringComparison.Ordinal);

        Edit(folder, text => text.Replace("tittle:", "title:", StringComparison.Ordinal));
        Reload(host);
        Assert.Null(await RefusedAsync(host));
    }

    [Theory]
    [InlineData("basePath: /pixel", "basePath: /pixels", "The change of `basePath` needs a restart.")]
    [InlineData("window: 1 minute", "window: 2 minutes", "The change of `limits.workspace` needs a restart.")]
    public async Task What_was_wired_at_the_start_is_refused_by_name(string before, string after, string reason)
    {
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder);
        Edit(folder, text => text.Replace(before, after, StringComparison.Ordinal));

        Reload(host);

        Assert.Equal([reason], (await RefusedAsync(host))!["reasons"]!.AsArray().Select(text => (string?)text));
    }

    [Fact]
    public async Task Scope_that_an_operation_requires_cannot_be_taken_away()
    {
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder);
        Edit(folder, text => string.Join('\n', text.Split('\n').Where(line => !line.Contains("name: \"pixel:write\"", StringComparison.Ordinal))));

        Reload(host);

        var reasons = (await RefusedAsync(host))!["reasons"]!.AsArray();
        Assert.NotEmpty(reasons);
        Assert.All(reasons, reason => Assert.Contains("requires the scope 'pixel:write'", (string?)reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lower_limit_counts_what_was_charged_before()
    {
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder, demo: true);
        var key = host.DemoText("pixel.keys.read");
        await SendAsync(host, key);
        Assert.Equal("58", await SendAsync(host, key));
        Edit(folder, text => text.Replace("allow: 60, window", "allow: 3, window", StringComparison.Ordinal));

        Reload(host);

        Assert.Equal("0", await SendAsync(host, key));
        var changes = await host.ManageAsync("GET", "/apis/pixel/contract/changes");
        Assert.Equal("The limit 'workspace' admits 3 per 1 minute, not 60 per 1 minute.", (string?)changes["data"]!.AsArray().Single()!["text"]);
        Assert.True((bool)changes["breaking"]!);
    }

    [Fact]
    public async Task File_that_is_saved_is_read_once_it_is_quiet()
    {
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder);
        Edit(folder, WithMessage);

        await ReloadedAsync(host);
    }

    [Fact]
    public async Task Link_that_is_swapped_above_a_file_is_seen()
    {
        using var folder = ContractFolder();
        foreach (var version in new[] { "one", "two" })
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, version));
            File.Copy(Path.Combine(folder.Path, "pixel.yaml"), Path.Combine(folder.Path, version, "pixel.yaml"));
        }

        var second = Path.Combine(folder.Path, "two", "pixel.yaml");
        await File.WriteAllTextAsync(second, WithMessage(await File.ReadAllTextAsync(second, TestContext.Current.CancellationToken)));
        File.Delete(Path.Combine(folder.Path, "pixel.yaml"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "..data"), "one");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "pixel.yaml"), Path.Combine("..data", "pixel.yaml"));
        await using var host = await StartAsync(folder);

        Directory.Delete(Path.Combine(folder.Path, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "..data"), "two");

        await ReloadedAsync(host);
    }

    [Theory]
    [InlineData("mkfifo", "pixel.yaml")]
    [InlineData("ln", "-s", "/dev/zero", "pixel.yaml")]
    public async Task What_is_no_regular_file_is_refused_and_the_next_good_file_is_taken(string program, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo.");
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder);
        var path = Path.Combine(folder.Path, "pixel.yaml");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        File.Delete(path);
        using (var made = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.Path })!)
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, made.ExitCode);
        }

        var versions = host.Services.GetRequiredService<ContractVersions>();
        await UntilAsync(host, () => versions.Of("pixel")!.Refused is not null);
        Assert.Contains("is empty or no regular file", string.Concat(versions.Of("pixel")!.Refused!.Texts), StringComparison.Ordinal);

        File.Delete(path);
        await File.WriteAllTextAsync(path, WithMessage(text), TestContext.Current.CancellationToken);
        await ReloadedAsync(host);
    }

    [Fact]
    public async Task Contract_that_changes_while_the_application_is_put_together_is_seen()
    {
        using var folder = ContractFolder();
        var custom = new HostCustomization { Operations = _ => Edit(folder, WithMessage) };
        await using var host = await StartAsync(folder, customization: custom);

        await ReloadedAsync(host);
    }

    [Fact]
    public void Content_that_changes_while_it_is_read_is_seen_at_the_next_look()
    {
        using var folder = ContractFolder();
        string[] paths = [Path.Combine(folder.Path, "pixel.yaml")];
        var files = new ChangedFiles();
        var before = ChangedFiles.Look(paths);
        Edit(folder, WithMessage);

        files.Remember(paths, before);

        Assert.True(files.HaveChanged());
        Assert.False(files.HaveChanged());
    }

    private static async Task ReloadedAsync(LintelHost host)
    {
        var versions = host.Services.GetRequiredService<ContractVersions>();
        await UntilAsync(host, () => versions.Of("pixel")!.Previous is not null);
    }

    private static async Task UntilAsync(LintelHost host, Func<bool> isSo)
    {
        // The clock of the host stands still: each look moves it past the quiet time.
        for (var looks = 0; looks < 5_000 && !isSo(); looks++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            using var alive = await host.Client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        }

        Assert.True(isSo());
    }

    [Fact]
    public async Task Contract_that_was_edited_while_the_host_was_down_is_compared_with_the_one_that_ran_last()
    {
        using var folder = ContractFolder();
        await using var host = await StartAsync(folder);
        while (host.ReadNumber("lintel.db", "SELECT COUNT(*) FROM contract_version WHERE api = 'pixel'") == 0)
        {
            await host.ManageAsync("GET", "/apis/pixel/contract");
        }

        Assert.Null((await host.ManageAsync("GET", "/apis/pixel/contract"))["previous"]);

        // The clock stands still, so that nobody looks at the file before the next start.
        Edit(folder, WithMessage);
        for (var starts = 0; starts < 2; starts++)
        {
            await host.RestartAsync();
            while ((await host.ManageAsync("GET", "/apis/pixel/contract"))["previous"] is null)
            {
                // The server does not wait for the store.
            }

            var changes = await host.ManageAsync("GET", "/apis/pixel/contract/changes");
            Assert.Contains(Message, (string?)changes["data"]!.AsArray().Single()!["text"], StringComparison.Ordinal);
            Assert.NotEqual((string?)changes["from"], (string?)changes["to"]);
        }

        Assert.Equal(1, host.ReadNumber("lintel.db", "SELECT COUNT(*) FROM contract_version WHERE api = 'pixel'"));
    }

    private static TemporaryFolder ContractFolder()
    {
        var folder = new TemporaryFolder();
        File.Copy(Tests.Repository.PathOf("apis", "Pixel", "pixel.yaml"), Path.Combine(folder.Path, "pixel.yaml"));
        return folder;
    }

    private static Task<LintelHost> StartAsync(TemporaryFolder folder, bool demo = false, HostCustomization? customization = null) => LintelHost.StartAsync(
        new LintelHostOptions { Demo = demo, Nodes = 1, Customization = customization, Settings = { ["Lintel__Contracts"] = folder.Path } });

    private static void Edit(TemporaryFolder folder, Func<string, string> edit)
    {
        var path = Path.Combine(folder.Path, "pixel.yaml");
        var text = File.ReadAllText(path);
        var edited = edit(text);
        Assert.NotEqual(text, edited);
        File.WriteAllText(path, edited);
    }

    private static async Task<string> SendAsync(LintelHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pixel/v1/websites");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.GetValues("X-RateLimit-Remaining").Single();
    }

    private static void Reload(LintelHost host) => host.Services.GetRequiredService<ContractReload>().Reload();

    private static async Task<JsonNode?> RefusedAsync(LintelHost host) =>
        (await host.ManageAsync("GET", "/status"))["apis"]!.AsArray().Single(api => (string?)api!["api"] == "pixel")!["contract"]!["refused"];

    private static string WithMessage(string text)
    {
        var lines = text.Split('\n');
        var status = Array.FindIndex(lines, line => line.TrimStart().StartsWith("when: credential.missing", StringComparison.Ordinal)
            || line.TrimStart().StartsWith("when: [credential.missing", StringComparison.Ordinal));
        var message = Array.FindIndex(lines, status, line => line.TrimStart().StartsWith("message:", StringComparison.Ordinal));
        lines[message] = lines[message][..lines[message].IndexOf("message:", StringComparison.Ordinal)] + $"message: {Message}";
        return string.Join('\n', lines);
    }
}
