using System.Net;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Management;

namespace Lintel.HttpTests.Start;

/// <summary>The operator token of nodes with folders of their own on one PostgreSQL database.</summary>
public sealed class SharedStartTests
{
    private const string Pepper = "1:0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Later_node_writes_the_token_of_the_first_and_a_file_that_others_can_read_is_refused()
    {
        var database = await TestEngine.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        Assert.Equal(first.OperatorToken, second.OperatorToken);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var file = TokenFile(second);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var exception = await Assert.ThrowsAsync<StartupException>(() => second.RestartAsync());

        Assert.Contains($"chmod 600 '{file}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("revoke its key, and then delete the file", exception.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await new ManagementCalls(first).StatusWith(first.OperatorToken));
    }

    [Fact]
    public async Task Token_that_was_rotated_lives_whichever_node_starts_first()
    {
        var database = await TestEngine.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        var old = second.OperatorToken;
        var calls = new ManagementCalls(first);
        var rotated = (await calls.SendAsync(null, "POST", $"/keys/{await IdAsync(first, old)}/rotate", new { overlapSeconds = 0 })).Secret;
        await File.WriteAllTextAsync(TokenFile(first), rotated, TestContext.Current.CancellationToken);

        // Its file has the old one still, and nobody has told the database.
        await second.RestartAsync();
        var made = second.OperatorToken;

        Assert.DoesNotContain(made, new[] { old, rotated });
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await calls.StatusWith(rotated), await calls.StatusWith(made)]);

        await first.RestartAsync();
        Assert.Equal(rotated, first.OperatorToken);
        File.Delete(TokenFile(second));
        await second.RestartAsync();
        Assert.Equal(rotated, second.OperatorToken);
        Assert.Equal(HttpStatusCode.OK, await new ManagementCalls(second).StatusWith(made));
    }

    [Fact]
    public async Task Token_that_was_revoked_is_replaced_for_all_nodes()
    {
        var database = await TestEngine.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        var old = first.OperatorToken;
        await first.ManageAsync("POST", $"/keys/{await IdAsync(first, old)}/revoke");
        File.Delete(TokenFile(first));

        await first.RestartAsync();
        await second.RestartAsync();

        Assert.NotEqual(old, first.OperatorToken);
        Assert.Equal(first.OperatorToken, second.OperatorToken);
        Assert.Equal(HttpStatusCode.OK, await new ManagementCalls(second).StatusWith(first.OperatorToken));
    }

    [Fact]
    public async Task Token_that_is_set_on_one_node_leaves_the_others_theirs()
    {
        var database = await TestEngine.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        var calls = new ManagementCalls(first);
        var set = (await calls.SendAsync(null, "POST", "/keys", new { accountId = "acct_operator", name = "robot", scopes = new[] { "keys:write" } })).Secret;

        await second.RestartAsync(("Lintel__OperatorToken", set));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await calls.StatusWith(first.OperatorToken), await calls.StatusWith(set)]);
    }

    [Fact]
    public async Task Node_that_cannot_open_what_the_others_share_is_refused_with_what_to_do()
    {
        var database = await TestEngine.CreateDatabaseAsync();
        await using var first = await StartAsync(database);

        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync(database, "2:abcdef0123456789abcdef0123456789"));

        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains("The operator.token that the nodes share", exception.Message, StringComparison.Ordinal);
        Assert.Contains("DELETE FROM lintel_host.shared_text", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_that_is_refused_for_its_environment_leaves_the_others_their_token()
    {
        var database = await TestEngine.CreateDatabaseAsync();
        await using var first = await StartAsync(database);

        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync(database, environment: "test"));

        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Equal(HttpStatusCode.OK, await new ManagementCalls(first).StatusWith(first.OperatorToken));
        await using var later = await StartAsync(database);
        Assert.Equal(first.OperatorToken, later.OperatorToken);
    }

    private static Task<LintelHost> StartAsync(string database, string pepper = Pepper, string environment = "live") => LintelHost.StartAsync(new()
    {
        Demo = false,
        Settings = new() { ["Lintel__Postgres"] = database, ["Lintel__Pepper"] = pepper, ["Lintel__Environment"] = environment },
    });

    private static string TokenFile(LintelHost host) => Path.Combine(host.DataDirectory, "operator.token");

    private static async Task<string> IdAsync(LintelHost host, string token) =>
        (await host.ManageAsync("POST", "/keys/find", new { key = token }))["id"]!.ToString();
}
