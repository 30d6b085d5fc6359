using System.Net;
using System.Text;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Webhooks;

/// <summary>The dispatcher against real servers.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private WebhookReceiver? _receiver;

    private WebhookReceiver Receiver => _receiver!;

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync() => Receiver.DisposeAsync();

    [Fact]
    public async Task Event_arrives_with_its_headers_and_body_and_is_in_the_log()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", context => context.Response.WriteAsync("thanks"));
        var webhook = await host.AddAsync(Receiver.Url("/hook"));

        var id = await host.RaiseAsync();

        var delivery = await Receiver.NextAsync();
        Assert.Equal(id, delivery.Headers["webhook-id"]);
        Assert.Equal(host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), delivery.Headers["webhook-timestamp"]);
        Assert.Matches("^v1,[A-Za-z0-9+/]{43}=$", delivery.Headers["webhook-signature"]);
        Assert.Equal("application/json", delivery.Headers["content-type"]);
        Assert.StartsWith($$"""{"id":"{{id}}","type":"otp.sent",""", delivery.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(delivery.Headers.Keys, name => name is "traceparent" or "cookie");
        var line = await host.AttemptAsync(webhook, 1);
        Assert.Equal((id, WebhookDeliveryState.Delivered, 200, null, "thanks", null), (line.EventId, line.State, line.Status, line.Reason, line.Response, line.NextAttemptAt));
    }

    [Fact]
    public async Task Failed_delivery_comes_again_with_the_same_id_and_a_new_timestamp()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", StatusCodes.Status503ServiceUnavailable);
        var webhook = await host.AddAsync(Receiver.Url("/hook"));
        var id = await host.RaiseAsync();
        var first = await Receiver.NextAsync();
        var line = await host.AttemptAsync(webhook, 1);
        Assert.Equal((503, "The endpoint answered 503."), (line.Status, line.Reason));
        Receiver.Answer("/hook", StatusCodes.Status204NoContent);

        host.Clock.Set(line.NextAttemptAt!.Value);

        var second = await Receiver.NextAsync();
        Assert.Equal((id, id), (first.Headers["webhook-id"], second.Headers["webhook-id"]));
        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Headers["webhook-timestamp"], second.Headers["webhook-timestamp"]);
        Assert.NotEqual(first.Headers["webhook-signature"], second.Headers["webhook-signature"]);
        Assert.Equal(WebhookDeliveryState.Delivered, (await host.AttemptAsync(webhook, 2)).State);
    }

    [Fact]
    public async Task Six_attempts_and_then_failed()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", StatusCodes.Status500InternalServerError);
        var webhook = await host.AddAsync(Receiver.Url("/hook"));
        await host.RaiseAsync();

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            host.Clock.Set((await host.AttemptAsync(webhook, attempt)).NextAttemptAt!.Value);
        }

        Assert.Equal(WebhookDeliveryState.Failed, (await host.AttemptAsync(webhook, 6)).State);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.AddAsync(Receiver.Url("/other"));
        var next = await host.RaiseAsync();
        await host.LogOfAsync(webhook, log => log[0].EventId == next && log[0].Attempt == 1);
        Assert.Equal(8, Drain());
    }

    [Fact]
    public async Task Gone_disables_the_endpoint()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", StatusCodes.Status410Gone);
        var webhook = await host.AddAsync(Receiver.Url("/hook"));

        await host.RaiseAsync();

        Assert.Equal((410, WebhookDeliveryState.Failed), ((await host.AttemptAsync(webhook, 1)).Status, (await host.AttemptAsync(webhook, 1)).State));
        var after = host.Store.Find(webhook.Webhook.Id)!;
        Assert.Equal((false, "The endpoint answered 410 Gone."), (after.Enabled, after.DisabledReason));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_a_failure_and_is_not_followed(int status)
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        var webhook = await host.AddAsync(Receiver.Url("/hook"));

        await host.RaiseAsync();

        Assert.Equal((status, WebhookDeliveryState.Pending), ((await host.AttemptAsync(webhook, 1)).Status, (await host.AttemptAsync(webhook, 1)).State));
        Assert.Equal("/hook", (await Receiver.NextAsync()).Path);
        Assert.False(Receiver.HasMore);
    }

    [Fact]
    public async Task Endpoint_that_does_not_answer_is_given_up_after_5_s_and_holds_up_nobody()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/slow", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var slow = await host.AddAsync(Receiver.Url("/slow"));
        var quick = await host.AddAsync(Receiver.Url("/quick"), owner: "app_2");
        for (var i = 0; i < 10; i++)
        {
            await host.RaiseAsync();
        }

        Assert.Equal("/slow", (await Receiver.NextAsync()).Path);
        Assert.Equal("/slow", (await Receiver.NextAsync()).Path);
        for (var i = 0; i < 10; i++)
        {
            await host.RaiseAsync("app_2");
        }

        await host.LogOfAsync(quick, log => log.Count == 10 && log.All(line => line.State == WebhookDeliveryState.Delivered));
        Assert.All(host.Store.ListDeliveries(slow.Webhook.Id), line => Assert.Equal(0, line.Attempt));

        host.Clock.Advance(TimeSpan.FromSeconds(5));

        var log = await host.LogOfAsync(slow, log => log.Count(line => line.Attempt == 1) >= 2);
        Assert.Equal("No answer within 5 s.", log.First(line => line.Attempt == 1).Reason);
        Assert.Equal(TimeSpan.FromSeconds(5), log.First(line => line.Attempt == 1).Duration);
    }

    [Fact]
    public async Task Endless_body_is_cut_and_the_status_counts()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", async context =>
        {
            var chunk = Encoding.ASCII.GetBytes(new string('x', 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        });
        var webhook = await host.AddAsync(Receiver.Url("/hook"));

        await host.RaiseAsync();

        var line = await host.AttemptAsync(webhook, 1);
        Assert.Equal((WebhookDeliveryState.Delivered, new string('x', 1024)), (line.State, line.Response));
    }

    [Fact]
    public async Task Body_that_drips_is_cut_after_5_s_and_the_status_counts()
    {
        await using var host = await WebhookHost.StartAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Receiver.Answer("/hook", async context =>
        {
            await context.Response.WriteAsync("begun", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        var webhook = await host.AddAsync(Receiver.Url("/hook"));
        await host.RaiseAsync();
        await begun.Task;

        // The header fields may still be on their way, and then the clock must not be first.
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        var line = await host.AttemptAsync(webhook, 1);
        Assert.Equal((WebhookDeliveryState.Delivered, "begun"), (line.State, line.Response));
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Name_that_leads_to_a_private_address_is_refused_at_the_connection(string address)
    {
        await using var host = await WebhookHost.StartAsync(resolver: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        var webhook = await host.AddAsync($"http://rebound.example:{Receiver.Port}/hook", allowLoopback: false);

        await host.RaiseAsync();

        Assert.Equal("The URL leads to an address that is not public.", (await host.AttemptAsync(webhook, 1)).Reason);
        Assert.False(Receiver.HasMore);
    }

    [Fact]
    public async Task Private_address_that_is_written_out_is_refused_at_the_connection_too()
    {
        await using var host = await WebhookHost.StartAsync();
        var webhook = await host.AddAsync(Receiver.Url("/hook"), allowLoopback: false);

        await host.RaiseAsync();

        Assert.Equal("The URL leads to an address that is not public.", (await host.AttemptAsync(webhook, 1)).Reason);
        Assert.False(Receiver.HasMore);
    }

    [Fact]
    public async Task Connection_of_a_test_application_serves_no_other()
    {
        await using var host = await WebhookHost.StartAsync(resolver: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        var test = await host.AddAsync($"http://shared.example:{Receiver.Port}/hook");
        var live = await host.AddAsync($"http://shared.example:{Receiver.Port}/hook", owner: "app_2", allowLoopback: false);
        await host.RaiseAsync();
        Assert.Equal(WebhookDeliveryState.Delivered, (await host.AttemptAsync(test, 1)).State);

        await host.RaiseAsync("app_2");

        Assert.Equal("The URL leads to an address that is not public.", (await host.AttemptAsync(live, 1)).Reason);
    }

    [Fact]
    public async Task Name_that_is_not_found_and_port_that_nobody_listens_on_say_so()
    {
        await using var host = await WebhookHost.StartAsync(resolver: (name, _) => name == "closed.example"
            ? Task.FromResult<IPAddress[]>([IPAddress.Loopback])
            : Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound)));
        var unknown = await host.AddAsync("http://unknown.example/");
        var closed = await host.AddAsync("http://closed.example:1/");

        await host.RaiseAsync();

        Assert.Equal("The host's name was not found.", (await host.AttemptAsync(unknown, 1)).Reason);
        Assert.Equal("No connection could be made.", (await host.AttemptAsync(closed, 1)).Reason);
    }

    [Fact]
    public async Task What_was_under_way_when_the_dispatcher_ended_is_sent_again()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var webhook = await host.AddAsync(Receiver.Url("/hook"));
        var id = await host.RaiseAsync();
        await Receiver.NextAsync();

        await host.StopAsync();
        Receiver.Answer("/hook", StatusCodes.Status200OK);
        await host.StartAgainAsync();

        Assert.Equal(id, (await Receiver.NextAsync()).Headers["webhook-id"]);
        Assert.Equal(WebhookDeliveryState.Delivered, (await host.AttemptAsync(webhook, 1)).State);
        Assert.Empty(host.Log.Lines);
    }

    private int Drain()
    {
        var count = 0;
        while (Receiver.HasMore)
        {
            Receiver.NextAsync().GetAwaiter().GetResult();
            count++;
        }

        return count;
    }
}
