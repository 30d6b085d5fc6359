using System.Net;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

public sealed class OperatorTokenTests : IAsyncLifetime
{
    private LintelHost _host = null!;

    private ManagementCalls Calls => new(_host);

    private string TokenFile => Path.Combine(_host.DataDirectory, "operator.token");

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Token_that_works_stays_over_a_restart()
    {
        var token = _host.OperatorToken;
        await _host.RestartAsync();
        Assert.Equal(token, _host.OperatorToken);
    }

    [Fact]
    public async Task Token_that_was_rotated_away_is_replaced_at_start_and_what_it_was_rotated_to_ends()
    {
        var old = _host.OperatorToken;
        var rotated = await Calls.SendAsync(null, "POST", $"/keys/{await IdAsync(old)}/rotate", new { overlapSeconds = 60 });
        await _host.RestartAsync();
        Assert.Equal(old, _host.OperatorToken);

        _host.Clock.Advance(TimeSpan.FromSeconds(60));
        await _host.RestartAsync();

        Assert.NotEqual(old, _host.OperatorToken);
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(_host.OperatorToken));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [await Calls.StatusWith(old), await Calls.StatusWith(rotated.Secret)]);
    }

    [Fact]
    public async Task Token_that_was_revoked_and_renamed_is_replaced_and_ends()
    {
        var old = _host.OperatorToken;
        var id = await IdAsync(old);
        var session = (string)(await new OperatorCalls(_host).PostAsync(old)).Body!["token"]!;
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(session));
        await _host.ManageAsync("PATCH", $"/keys/{id}", new { name = "renamed" });
        await _host.ManageAsync("POST", $"/keys/{id}/revoke");
        await _host.RestartAsync();

        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(_host.OperatorToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(session));
        Assert.Equal(HttpStatusCode.NotFound, (await Calls.SendAsync(null, "GET", $"/keys/{id}")).Status);
    }

    [Fact]
    public async Task Token_keeps_its_text_when_the_contract_has_got_another_scope()
    {
        var token = _host.OperatorToken;
        await _host.ManageAsync("PATCH", $"/keys/{await IdAsync(token)}", new { scopes = new[] { "keys:write" } });
        await _host.RestartAsync();

        Assert.Equal(token, _host.OperatorToken);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "GET", "/status")).Status);
    }

    [Fact]
    public async Task Token_that_is_set_ends_the_one_of_the_file_and_once_ended_is_refused_in_one_sentence()
    {
        var kept = _host.OperatorToken;
        var set = (await Calls.SendAsync(
            null,
            "POST",
            "/keys",
            new { accountId = "acct_operator", name = "robot", scopes = new[] { "keys:write", "accounts:read" } })).Secret;
        await _host.RestartAsync(("Lintel__OperatorToken", set));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [await Calls.StatusWith(set), await Calls.StatusWith(kept)]);

        await Calls.SendAsync(set, "POST", $"/keys/{(await Calls.SendAsync(set, "POST", "/keys/find", new { key = set })).Body!["id"]}/revoke");
        var exception = await Assert.ThrowsAsync<StartupException>(() => _host.RestartAsync());
        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains("Start once without it", exception.Message, StringComparison.Ordinal);
        await _host.RestartAsync(("Lintel__OperatorToken", null));
    }

    [Fact]
    public async Task Token_file_that_others_can_read_is_refused_with_the_command_that_mends_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var exception = await Assert.ThrowsAsync<StartupException>(() => _host.RestartAsync());
        Assert.Contains($"chmod 600 '{TokenFile}'", exception.Message, StringComparison.Ordinal);

        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await _host.RestartAsync();
    }

    [Fact]
    public async Task Databases_that_others_could_read_are_narrowed_at_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var databases = Directory.GetFiles(_host.DataDirectory, "*.db");
        await _host.StopAsync();
        foreach (var file in databases)
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        await _host.RestartAsync();

        Assert.NotEmpty(databases);
        Assert.All(databases, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    private async Task<string> IdAsync(string token) => (await _host.ManageAsync("POST", "/keys/find", new { key = token }))["id"]!.ToString();
}
