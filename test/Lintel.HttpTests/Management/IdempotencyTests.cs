using System.Net;
using System.Net.Sockets;
using System.Text;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private LintelHost _host = null!;

    private ManagementCalls Calls => new(_host);

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Key_issued_again_with_its_idempotency_key_is_the_same_also_after_a_restart()
    {
        var body = new { accountId = await Calls.NewAccountAsync(), name = "k", addresses = new[] { "127.0.0.0/8" }, scopes = new[] { "keys:read" } };
        var first = await Calls.SendAsync(null, "POST", "/keys", body, "4f6c9b3e");
        await _host.RestartAsync();
        var again = await Calls.SendAsync(null, "POST", "/keys", body, "4f6c9b3e");

        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.True(again.Headers.CacheControl!.NoStore);
        Assert.Single((await _host.ManageAsync("GET", $"/keys?accountId={body.accountId}"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Rotation_sent_again_gives_the_same_secret_which_works()
    {
        var (id, _) = await Calls.IssueAsync("accounts:read");
        var first = await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { }, "rotate-1");
        var again = await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { }, "\"rotate-1\"");

        Assert.Equal(first.Secret, again.Secret);
        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(again.Secret));
    }

    [Fact]
    public async Task Rotation_whose_caller_hung_up_is_finished_and_its_secret_is_told_when_asked_again()
    {
        var (id, old) = await Calls.IssueAsync("accounts:read");
        using (var socket = new TcpClient())
        {
            var address = new Uri(_host.BaseUrl);
            await socket.ConnectAsync(address.Host, address.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /lintel/v1/keys/{id}/rotate HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {_host.OperatorToken}\r\nIdempotency-Key: "
                    + "gone\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"));
            socket.LingerState = new LingerOption(true, 0);
        }

        var again = await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { }, "gone");
        while (again.Status == HttpStatusCode.Conflict)
        {
            again = await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { }, "gone");
        }

        Assert.Equal(HttpStatusCode.OK, await Calls.StatusWith(again.Secret));
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith(old));
        Assert.True((await _host.ManageAsync("GET", $"/keys/{id}"))["version"]!.GetValue<long>() <= 2);
    }

    [Fact]
    public async Task Call_of_a_dashboard_is_answered_again_as_it_was_and_done_once_also_after_a_restart()
    {
        var account = await Calls.NewAccountAsync("pixel");
        var website = await TwiceAsync($"/pixel/accounts/{account}/websites", new { domain = "a.example", name = "A" });
        var link = await TwiceAsync($"/pixel/websites/{website.Body!["id"]}/share-links", new { password = "a password of some length" });
        Assert.NotEmpty(link.Body!["token"]!.ToString());
        await TwiceAsync($"/pixel/websites/{website.Body!["id"]}/goals", new { name = "g", selector = "#s" });
        await TwiceAsync($"/fieldservice/accounts/{await Calls.NewAccountAsync("fieldservice")}/technicians", new { first_name = "Ada", last_name = "Byron" });
        await TwiceAsync($"/trackpilots/accounts/{await Calls.NewAccountAsync("trackpilots")}/teams", new { teamName = "Makers" });

        Assert.Single((await _host.ManageAsync("GET", $"/pixel/accounts/{account}/websites"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Move_of_a_key_is_answered_again_as_it_was()
    {
        var (id, _) = await Calls.IssueAsync("accounts:read");
        var first = await Calls.SendAsync(null, "POST", $"/keys/{id}/disable", null, "move");
        await Calls.SendAsync(null, "POST", $"/keys/{id}/enable");
        var again = await Calls.SendAsync(null, "POST", $"/keys/{id}/disable", null, "move");

        Assert.Equal((HttpStatusCode.OK, first.Body!.ToJsonString()), (again.Status, again.Body!.ToJsonString()));
        Assert.Equal("active", (await _host.ManageAsync("GET", $"/keys/{id}"))["state"]!.ToString());
    }

    [Fact]
    public async Task Search_for_a_key_finds_what_is_there_now()
    {
        var (_, secret) = await Calls.IssueAsync("accounts:read");
        var missing = await Calls.SendAsync(null, "POST", "/keys/find", new { key = "nothing" }, "find");
        var found = await Calls.SendAsync(null, "POST", "/keys/find", new { key = secret }, "find");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (missing.Status, found.Status));
    }

    private async Task<ManagementReply> TwiceAsync(string path, object body)
    {
        var first = await Calls.SendAsync(null, "POST", path, body, path);
        await _host.RestartAsync();
        var again = await Calls.SendAsync(null, "POST", path, body, path);
        Assert.Equal((HttpStatusCode.Created, first.Body!.ToJsonString()), (again.Status, again.Body!.ToJsonString()));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.True(first.Headers.CacheControl!.NoStore && again.Headers.CacheControl!.NoStore);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "Other" }, path)).Status);
        return first;
    }

    [Fact]
    public async Task Account_created_again_with_its_idempotency_key_is_one_account()
    {
        var first = await Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "Twice" }, "a");
        var again = await Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "Twice" }, "a");
        var otherOrder = await Calls.SendAsync(null, "POST", "/accounts", new { name = "Twice", api = "pixel" }, "a");
        Assert.Equal(first.Body!["id"]!.ToString(), again.Body!["id"]!.ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, otherOrder.Status);
    }

    [Fact]
    public async Task Refusal_of_the_operation_is_told_again_and_a_lack_of_rights_is_not()
    {
        var account = await Calls.NewAccountAsync();
        var (id, clerk) = await Calls.IssueAsync("keys:write");
        var missing = await Calls.SendAsync(null, "POST", "/keys/key_none/rotate", new { }, "m");
        var missingAgain = await Calls.SendAsync(null, "POST", "/keys/key_none/rotate", new { }, "m");
        Assert.Equal((HttpStatusCode.NotFound, missing.Detail), (missingAgain.Status, missingAgain.Detail));

        var body = new { accountId = account, name = "k", scopes = new[] { "requests:read" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(clerk, "POST", "/keys", body, "r")).Status);
        await _host.ManageAsync("PATCH", $"/keys/{id}", new { scopes = new[] { "keys:write", "requests:read" } });
        Assert.Equal(HttpStatusCode.Created, (await Calls.SendAsync(clerk, "POST", "/keys", body, "r")).Status);
    }

    [Fact]
    public async Task Idempotency_key_with_another_body_or_path_is_422_and_names_the_header()
    {
        var (id, _) = await Calls.IssueAsync();
        await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { overlapSeconds = 1 }, "x");
        var longer = await Calls.SendAsync(null, "POST", $"/keys/{id}/rotate", new { overlapSeconds = 2 }, "x");
        var elsewhere = await Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "A" }, "x");
        foreach (var other in new[] { longer, elsewhere })
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
            Assert.Equal(("header", "Idempotency-Key"), (other.Body!["errors"]![0]!["location"]!.ToString(), other.Body["errors"]![0]!["field"]!.ToString()));
        }
    }

    [Fact]
    public async Task Idempotency_key_of_another_caller_is_another()
    {
        var account = await Calls.NewAccountAsync();
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        var body = new { accountId = account, name = "k" };
        Assert.NotEqual((await Calls.SendAsync(null, "POST", "/keys", body, "s")).KeyId, (await Calls.SendAsync(clerk, "POST", "/keys", body, "s")).KeyId);
    }

    [Fact]
    public async Task Idempotency_key_is_forgotten_after_24_hours()
    {
        var body = new { accountId = await Calls.NewAccountAsync(), name = "k" };
        var first = await Calls.SendAsync(null, "POST", "/keys", body, "d");
        _host.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal(first.KeyId, (await Calls.SendAsync(null, "POST", "/keys", body, "d")).KeyId);
        _host.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.NotEqual(first.KeyId, (await Calls.SendAsync(null, "POST", "/keys", body, "d")).KeyId);
    }

    private static ILintelStores StoresOf(IServiceCollection services) =>
        (ILintelStores)services.Last(service => service.ServiceType == typeof(ILintelStores)).ImplementationInstance!;

    [Fact]
    public async Task Request_that_is_still_in_progress_is_409_and_a_moment_later_replayed()
    {
        var gate = new TaskCompletionSource();
        var saving = new TaskCompletionSource();
        var custom = new HostCustomization
        {
            Services = services => services.AddSingleton<ILintelStores>(
            new SlowStores(StoresOf(services), saving, gate.Task))
        };
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Customization = custom });
        var calls = new ManagementCalls(host);
        var body = new { api = "pixel", name = "A" };
        var first = calls.SendAsync(null, "POST", "/accounts", body, "p");
        await saving.Task;

        var second = await calls.SendAsync(null, "POST", "/accounts", body, "p");
        gate.SetResult();

        Assert.Equal((HttpStatusCode.Conflict, TimeSpan.FromSeconds(1)), (second.Status, second.Headers.RetryAfter!.Delta));
        Assert.Equal((await first).Body!["id"]!.ToString(), (await calls.SendAsync(null, "POST", "/accounts", body, "p")).Body!["id"]!.ToString());
    }

    [Fact]
    public async Task Request_whose_answer_was_never_kept_is_not_carried_out_again()
    {
        var custom = new HostCustomization
        {
            Services = services => services.AddSingleton<ILintelStores>(
                new SlowStores(StoresOf(services), new(), Task.FromException(new OperationCanceledException("The process is killed.")))),
        };
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Customization = custom });
        var calls = new ManagementCalls(host);
        var body = new { api = "pixel", name = "A" };

        var first = await calls.SendAsync(null, "POST", "/accounts", body, "cut");
        var again = await calls.SendAsync(null, "POST", "/accounts", body, "cut");

        Assert.NotEqual(HttpStatusCode.Created, first.Status);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Contains("another key", again.Body!["detail"]!.ToString(), StringComparison.Ordinal);
        Assert.Single((await host.ManageAsync("GET", "/accounts"))["data"]!.AsArray(), account => (string)account!["api"]! == "pixel");
    }

    [Fact]
    public async Task Many_requests_with_one_idempotency_key_create_one_account()
    {
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "Only" }, "many")));
        var list = await _host.ManageAsync("GET", "/accounts?api=pixel");

        Assert.Single(list["data"]!.AsArray());
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("\"\"")]
    public async Task Idempotency_key_out_of_its_form_is_malformed(string key)
    {
        var reply = await Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "A" }, key);
        Assert.Equal(("malformed_request", HttpStatusCode.BadRequest), (reply.Code, reply.Status));
    }

    [Fact]
    public async Task Kept_answers_hold_neither_the_secret_nor_the_idempotency_key()
    {
        var issued = await Calls.SendAsync(
            null,
            "POST",
            "/keys",
            new { accountId = await Calls.NewAccountAsync(), name = "k" },
            "unmistakable-idempotency-key");
        var stored = string.Join('\n', _host.ReadStore("lintel.db"));
        Assert.Contains("sealed_answer", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.KeyId + "\"", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("unmistakable", stored, StringComparison.Ordinal);
    }
}
