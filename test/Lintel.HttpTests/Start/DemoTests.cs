using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Lintel.HttpTests.Harness;
using Lintel.Tests;

namespace Lintel.HttpTests.Start;

public sealed class DemoTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Demo_file_follows_its_schema_and_is_the_owners_alone()
    {
        await using var host = await LintelHost.StartAsync();
        var schema = JsonSchema.FromFile(Path.Combine(Repository.Root, "schemas", "demo.schema.json"));
        using var demo = JsonDocument.Parse(host.Demo.ToString());
        var results = schema.Evaluate(demo.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(results.IsValid, JsonSerializer.Serialize(results));
        foreach (var file in Directory.GetFiles(host.DataDirectory).Where(file => !file.EndsWith(".db-shm", StringComparison.Ordinal)))
        {
            Assert.True(File.GetUnixFileMode(file) == OwnerOnly, $"{file}: {File.GetUnixFileMode(file)}");
        }
    }

    [Fact]
    public async Task Demo_file_stays_true_over_a_restart_on_another_port()
    {
        await using var host = await LintelHost.StartAsync();
        var before = JsonNode.Parse(host.Demo.ToString())!;
        await host.RestartAsync();
        var after = JsonNode.Parse(host.Demo.ToString())!;
        Assert.Equal(host.BaseUrl, after["baseUrl"]!.ToString());
        before["baseUrl"] = after["baseUrl"]!.DeepClone();

        // A session does not last like a key, so each start begins one; and an application's secrets are kept as hashes alone.
        before["panel"]!["session"] = after["panel"]!["session"]!.DeepClone();
        before["otp"]!["sessions"] = after["otp"]!["sessions"]!.DeepClone();
        foreach (var (name, application) in before["otp"]!["applications"]!.AsObject())
        {
            application!["clientSecret"] = after["otp"]!["applications"]![name]!["clientSecret"]!.DeepClone();
            application["apiKey"] = after["otp"]!["applications"]![name]!["apiKey"]!.DeepClone();
        }

        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task Demo_key_that_was_changed_is_made_anew()
    {
        await using var host = await LintelHost.StartAsync();
        var old = host.DemoText("pixel.keys.read");
        var id = (await host.ManageAsync("POST", "/keys/find", new { key = old }))["id"];
        await host.ManageAsync("POST", $"/keys/{id}/disable");
        await host.RestartAsync();
        var now = host.DemoText("pixel.keys.read");
        Assert.NotEqual(old, now);
        Assert.Equal("active", (await host.ManageAsync("POST", "/keys/find", new { key = now }))["state"]!.ToString());
    }

    [Fact]
    public async Task Demo_file_that_is_lost_or_broken_is_made_anew()
    {
        await using var host = await LintelHost.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(host.DataDirectory, "demo.json"), "{ not json");
        await host.RestartAsync();
        Assert.Equal("active", (await host.ManageAsync("POST", "/keys/find", new { key = host.DemoText("pixel.keys.read") }))["state"]!.ToString());
    }

    [Fact]
    public async Task Account_that_was_changed_is_what_the_demo_needs_after_a_restart()
    {
        await using var host = await LintelHost.StartAsync();
        var key = await host.ManageAsync("POST", "/keys/find", new { key = host.DemoText("trackpilots.keys.expiredPlan") });
        await host.ManageAsync("PATCH", $"/accounts/{key["accountId"]}", new { subscription = "active" });
        await host.RestartAsync();
        Assert.Equal("expired", (await host.ManageAsync("GET", $"/accounts/{key["accountId"]}"))["subscription"]!.ToString());
    }

    [Fact]
    public async Task Without_demo_there_is_no_demo_file_and_the_operator_token_works()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        Assert.False(File.Exists(Path.Combine(host.DataDirectory, "demo.json")));
        Assert.NotNull((await host.ManageAsync("GET", "/status"))["version"]);
    }

    [Fact]
    public async Task Given_operator_token_replaces_the_kept_one()
    {
        await using var other = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var kept = host.OperatorToken;
        await host.RestartAsync(("Lintel__OperatorToken", other.OperatorToken));
        var calls = new Management.ManagementCalls(host);
        Assert.Equal(System.Net.HttpStatusCode.OK, await calls.StatusWith(other.OperatorToken));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await calls.StatusWith(kept));
    }
}
