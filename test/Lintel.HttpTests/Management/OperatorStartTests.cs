using System.Net;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Management.Operators;
using Lintel.Operators;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The first start makes an owner and a link, and what else needs a process of its own.</summary>
public sealed class OperatorStartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_start_makes_one_owner_and_a_link_until_somebody_has_signed_in()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new OperatorCalls(host);
        var file = Path.Combine(host.DataDirectory, "sign-in.url");
        var first = await File.ReadAllTextAsync(file, Token);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.StartsWith($"{host.BaseUrl}/console/sign-in?token=lintelses_", first, StringComparison.Ordinal);
        var owner = Assert.Single(await calls.Store.ListAsync(null, 10, Token));
        Assert.Equal(("owner", OperatorRole.Owner), (owner.Login, owner.Role));

        await host.RestartAsync();
        var second = await File.ReadAllTextAsync(file, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new OperatorCalls(host).PostAsync(TokenOf(first))).Status);
        var signedIn = await new OperatorCalls(host).PostAsync(TokenOf(second));
        Assert.Equal(owner.Id, (string?)signedIn.Body!["operator"]!["id"]);

        await host.RestartAsync();
        Assert.False(File.Exists(file));
        Assert.Equal(HttpStatusCode.OK, await new ManagementCalls(host).StatusWith((string)signedIn.Body["token"]!));
        Assert.Single(await new OperatorCalls(host).Store.ListAsync(null, 10, Token));
    }

    [Fact]
    public async Task Limits_of_the_operators_account_leave_room_to_raise_them_again()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new ManagementCalls(host);

        var refused = await calls.SendAsync(null, "PATCH", "/accounts/acct_operator", new { limits = new { requests = 59 } });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_request"), (refused.Status, refused.Code));
        Assert.Contains("must be at least 60 for the operators", refused.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await calls.SendAsync(null, "PATCH", "/accounts/acct_operator", new { limits = new { requests = 60 } })).Status);
    }

    [Fact]
    public async Task Command_makes_a_link_for_a_host_that_runs_and_for_one_that_does_not()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var ada = await new OperatorCalls(host).AddAsync(OperatorRole.Support);
        var tokenFile = Path.Combine(host.DataDirectory, "operator.token");

        var running = await RunAsync("sign-in-link", "--operator", ada.Login, "--url", host.BaseUrl, "--token-file", tokenFile);
        Assert.StartsWith($"{host.BaseUrl}/console/sign-in?token=", running.Output, StringComparison.Ordinal);
        Assert.Equal(ada.Id, (string?)(await new OperatorCalls(host).PostAsync(TokenOf(running.Output))).Body!["operator"]!["id"]);
        var unknown = await RunAsync("sign-in-link", "--operator", "nobody", "--url", host.BaseUrl, "--token-file", tokenFile);
        Assert.Equal((73, string.Empty), (unknown.Code, unknown.Output));
        Assert.Contains("'nobody'", unknown.Errors, StringComparison.Ordinal);
        if (TestEngine.IsPostgres)
        {
            return;
        }

        // The clock of the host stands still, and that of a command does not.
        await host.StopAsync();
        var stopped = await RunAsync("sign-in-link", "--data", host.DataDirectory);
        Assert.Equal(0, stopped.Code);
        Assert.StartsWith("http://127.0.0.1:8080/console/sign-in?token=lintelses_", stopped.Output, StringComparison.Ordinal);
        await host.RestartAsync();
        var entry = (await host.ManageAsync("GET", "/audit?limit=1&operation=lintel-host%20sign-in-link"))["data"]![0]!;
        Assert.Equal("done", (string?)entry["outcome"]);
    }

    [Fact]
    public async Task No_link_is_made_that_the_audit_log_cannot_note_first()
    {
        if (TestEngine.IsPostgres)
        {
            return;
        }

        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var ada = await new OperatorCalls(host).AddAsync(OperatorRole.Support);
        var file = Path.Combine(host.DataDirectory, "lintel.db");
        StoreContents.Execute(file, "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'The disk is full.'); END");

        var running = await new ManagementCalls(host).SendAsync(null, "POST", $"/operators/{ada.Id}/sign-in-link");
        Assert.InRange((int)running.Status, 500, 599);
        Assert.Equal(0, host.ReadNumber("lintel.db", $"SELECT COUNT(*) FROM sign_in_link WHERE operator_id = '{ada.Id}'"));

        await host.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync("sign-in-link", "--operator", ada.Login, "--data", host.DataDirectory));
        Assert.Equal(0, host.ReadNumber("lintel.db", $"SELECT COUNT(*) FROM sign_in_link WHERE operator_id = '{ada.Id}'"));
        StoreContents.Execute(file, "DROP TRIGGER full");
    }

    [Fact]
    public async Task Link_ends_after_a_quarter_of_an_hour_and_where_another_takes_its_place()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new OperatorCalls(host);
        var ada = await calls.AddAsync(OperatorRole.Viewer);
        var replaced = await calls.SignIn.CreateLinkAsync(ada.Id, Token);
        var late = await calls.SignIn.CreateLinkAsync(ada.Id, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, (await calls.PostAsync(replaced!.Token)).Status);
        host.Clock.Advance(SignInLinks.Lifetime);
        Assert.Equal(HttpStatusCode.Unauthorized, (await calls.PostAsync(late!.Token)).Status);
    }

    [Fact]
    public async Task Wrong_tokens_are_counted_as_wrong_keys_are()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Settings = { ["Lintel__FailedAuthenticationsPerMinute"] = "20" } });
        var calls = new OperatorCalls(host);
        var seen = new List<HttpStatusCode>();
        for (var i = 0; i < 21; i++)
        {
            seen.Add((await calls.PostAsync(i % 2 == 0 ? "lintelses_none" : host.OperatorToken[..^6] + "AAAAAA")).Status);
        }

        Assert.All(seen.Take(20), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, seen[^1]);
        Assert.Equal(HttpStatusCode.TooManyRequests, await calls.StatusWith("lintelses_none"));
        Assert.Equal(HttpStatusCode.Created, (await calls.PostAsync(host.OperatorToken)).Status);
    }

    [Fact]
    public async Task Last_owner_stays()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new OperatorCalls(host);
        var store = host.Services.GetRequiredService<IOperatorStore>();
        foreach (var other in await store.ListAsync(null, 200, Token))
        {
            await store.RemoveAsync(other.Id, other.Version, Token);
        }

        var owner = (await store.FindOwnerAsync(Token))!;
        Assert.Equal(OperatorOutcome.LastOwner, await calls.Operators.ChangeAsync(owner, owner with { Role = OperatorRole.Editor }, Token));
        Assert.Equal(OperatorOutcome.LastOwner, await calls.Operators.ChangeAsync(owner, owner with { DisabledAt = host.Clock.GetUtcNow() }, Token));
        Assert.Equal(OperatorOutcome.LastOwner, await calls.Operators.RemoveAsync(owner, Token));
        Assert.Equal(OperatorOutcome.Done, await calls.Operators.ChangeAsync(owner, owner with { Name = "The owner" }, Token));
    }

    private static string TokenOf(string link) => link.Trim()[(link.IndexOf("?token=", StringComparison.Ordinal) + "?token=".Length)..];

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await HostProgram.RunAsync(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
