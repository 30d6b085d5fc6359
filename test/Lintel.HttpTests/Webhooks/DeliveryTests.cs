using System.Net;
using System.Text;
using Dapper;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Webhooks;

/// <summary>The dispatcher against real servers.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private const string Uncallable = "The URL's host was not found, or none of its addresses may be called.";
    private const string Unanswered = "No connection could be made, or no answer came within 5 s.";

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
        Assert.Equal(
            host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            delivery.Headers["webhook-timestamp"]);
        Assert.Matches("^v1,[A-Za-z0-9+/]{43}=$", delivery.Headers["webhook-signature"]);
        Assert.Equal("application/json", delivery.Headers["content-type"]);
        Assert.StartsWith($$"""{"id":"{{id}}","type":"otp.sent",""", delivery.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(delivery.Headers.Keys, name => name is "traceparent" or "cookie");
        var line = await host.AttemptAsync(webhook, 1);
        Assert.Equal(
            (id, WebhookDeliveryState.Delivered, 200, null, "thanks", null),
            (line.EventId, line.State, line.Status, line.Reason, line.Response, line.NextAttemptAt));
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
        var after = (await host.Store.FindAsync(webhook.Webhook.Id, TestContext.Current.CancellationToken))!;
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
        Receiver.Answer("/slow", WaitForever);
        var slow = await host.AddAsync(Receiver.Url("/slow"));
        var quick = await host.AddAsync(Receiver.Url("/quick"), owner: "app_2");
        for (var i = 0; i < 10; i++)
        {
            await host.RaiseAsync();
        }

        Assert.Equal("/slow", (await Receiver.NextAsync()).Path);
        for (var i = 0; i < 10; i++)
        {
            await host.RaiseAsync("app_2");
        }

        await host.LogOfAsync(quick, log => log.Count == 10 && log.All(line => line.State == WebhookDeliveryState.Delivered));
        var lines = await host.Deliveries.ListAsync(slow.Webhook.Id, cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(lines, line => Assert.Equal(0, line.Attempt));

        host.Clock.Advance(TimeSpan.FromSeconds(5));

        var log = await host.LogOfAsync(slow, log => log.Any(line => line.Attempt == 1));
        Assert.Equal(Unanswered, log.First(line => line.Attempt == 1).Reason);
        Assert.Null(log.First(line => line.Attempt == 1).Duration);
    }

    [Fact]
    public async Task Forty_endpoints_of_one_tenant_that_never_answer_delay_no_other_tenant()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/tarpit", WaitForever);
        for (var i = 0; i < 40; i++)
        {
            await host.AddAsync(Receiver.Url("/tarpit"), owner: $"bad_{i / 10}", tenant: "acc_bad");
        }

        var good = await host.AddAsync(Receiver.Url("/good"), owner: "app_good");
        foreach (var owner in Enumerable.Range(0, 4).Select(i => $"bad_{i}"))
        {
            await host.RaiseAsync(owner);
            await host.RaiseAsync(owner);
        }

        for (var i = 0; i < 20; i++)
        {
            await host.RaiseAsync("app_good");
        }

        // The clock stands still, so that nothing of the tarpits ends.
        await host.LogOfAsync(good, log => log.Count == 20 && log.All(line => line.State == WebhookDeliveryState.Delivered));
        Assert.Equal(DeliverySlots.SlowPerTenant, await CountAsync("/tarpit", 20 + DeliverySlots.SlowPerTenant));
    }

    [Theory]
    [InlineData("600")]
    [InlineData("Mon, 02 Mar 2099 08:00:00 GMT")]
    public async Task Wait_that_the_endpoint_asks_for_is_kept(string retryAfter)
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        var webhook = await host.AddAsync(Receiver.Url("/hook"));

        await host.RaiseAsync();

        var line = await host.AttemptAsync(webhook, 1);
        var wait = retryAfter == "600" ? TimeSpan.FromSeconds(600) : TimeSpan.FromHours(24);
        Assert.Equal(host.Clock.GetUtcNow() + wait, line.NextAttemptAt);
    }

    [Fact]
    public async Task Event_of_the_log_is_sent_again_and_a_test_event_at_once()
    {
        await using var host = await WebhookHost.StartAsync();
        var webhook = await host.AddAsync(Receiver.Url("/hook"));
        var id = await host.RaiseAsync();
        var first = await Receiver.NextAsync();
        var line = (await host.LogOfAsync(webhook, log => log is [{ State: WebhookDeliveryState.Delivered }]))[0];

        await host.Deliveries.ResendAsync(webhook.Webhook.Id, line.Id, CancellationToken.None);

        var second = await Receiver.NextAsync();
        Assert.Equal((id, first.Body), (second.Headers["webhook-id"], second.Body));
        await host.LogOfAsync(webhook, log => log.Count == 2 && log.All(one => one.State == WebhookDeliveryState.Delivered));
        var test = Assert.IsType<WebhookSendResult.Queued>(
            await host.Deliveries.SendTestAsync(webhook.Webhook.Id, _ => "{}"u8.ToArray(), CancellationToken.None));
        Assert.Equal(test.Delivery.EventId, (await Receiver.NextAsync()).Headers["webhook-id"]);
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
        await using var host = await WebhookHost.StartAsync(resolver: To(address), allowPrivate: false, allowedPort: Receiver.Port);
        var webhook = await host.AddAsync($"https://rebound.example:{Receiver.Port}/hook");

        await host.RaiseAsync();

        Assert.Equal(Uncallable, (await host.AttemptAsync(webhook, 1)).Reason);
        Assert.False(Receiver.HasMore);
    }

    [Fact]
    public async Task Name_that_changes_its_address_after_the_first_delivery_is_refused_at_the_next_connection()
    {
        var address = "127.0.0.1";
        await using var host = await WebhookHost.StartAsync(resolver: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        var webhook = await host.AddAsync($"http://rebound.example:{Receiver.Port}/hook");
        Receiver.Answer("/hook", context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        await host.RaiseAsync();
        await host.LogOfAsync(webhook, log => log is [{ State: WebhookDeliveryState.Delivered }]);

        address = "169.254.169.254";
        await host.RaiseAsync();

        Assert.Equal(Uncallable, (await host.LogOfAsync(webhook, log => log.Count == 2 && log[0].Attempt == 1))[0].Reason);
    }

    [Fact]
    public async Task Url_is_judged_by_the_settings_of_the_moment()
    {
        await using var host = await WebhookHost.StartAsync(allowPrivate: false);
        var plain = await host.AddAsync(Receiver.Url("/hook"));
        var port = await host.AddAsync("https://example.com:22/hook");
        var literal = await host.AddAsync("https://127.0.0.1/hook");

        await host.RaiseAsync();

        Assert.Equal("The URL must begin with https://.", (await host.AttemptAsync(plain, 1)).Reason);
        Assert.Equal("The URL must have one of these ports: 80, 443, 8080, 8443.", (await host.AttemptAsync(port, 1)).Reason);
        Assert.Equal("The URL must lead to a public address.", (await host.AttemptAsync(literal, 1)).Reason);
        Assert.False(Receiver.HasMore);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Name_that_leads_to_the_process_itself_is_refused_at_the_connection(string address)
    {
        await using var host = await WebhookHost.StartAsync(resolver: To(address), server: Receiver.Server);
        var webhook = await host.AddAsync($"http://own.example:{Receiver.Port}/hook");

        await host.RaiseAsync();

        Assert.Equal(Uncallable, (await host.AttemptAsync(webhook, 1)).Reason);
        Assert.False(Receiver.HasMore);
    }

    [Fact]
    public async Task Log_does_not_tell_a_closed_port_from_a_silent_one_or_from_one_that_does_not_speak_http()
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/silent", WaitForever);
        using var garbage = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        garbage.Start();
        var answering = AnswerGarbageAsync(garbage);
        string[] urls =
        [
            "http://127.0.0.1:1/",
            Receiver.Url("/silent"),
            $"https://127.0.0.1:{Receiver.Port}/",
            $"http://127.0.0.1:{((IPEndPoint)garbage.LocalEndpoint).Port}/"
        ];
        var webhooks = new List<AddedWebhook>();
        foreach (var url in urls)
        {
            webhooks.Add(await host.AddAsync(url, owner: $"app_{webhooks.Count}"));
            await host.RaiseAsync($"app_{webhooks.Count - 1}");
        }

        await Receiver.NextAsync();
        foreach (var other in webhooks.Where(webhook => webhook.Webhook.Url != urls[1]))
        {
            await host.AttemptAsync(other, 1);
        }

        host.Clock.Advance(TimeSpan.FromSeconds(5));

        foreach (var webhook in webhooks)
        {
            var line = await host.AttemptAsync(webhook, 1);
            Assert.Equal((null, Unanswered, null), (line.Status, line.Reason, line.Duration));
            Assert.InRange(line.NextAttemptAt!.Value - line.At, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(16));
        }

        garbage.Stop();
        await answering;
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

        Assert.Equal(Uncallable, (await host.AttemptAsync(unknown, 1)).Reason);
        Assert.Equal(Unanswered, (await host.AttemptAsync(closed, 1)).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_under_way_when_the_dispatcher_ended_is_sent_again_at_once(bool isKilled)
    {
        await using var host = await WebhookHost.StartAsync();
        Receiver.Answer("/hook", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var webhook = await host.AddAsync(Receiver.Url("/hook"));
        var id = await host.RaiseAsync();
        await Receiver.NextAsync();

        await host.StopAsync();
        if (isKilled)
        {
            await host.ClaimAllAsync();
        }

        Receiver.Answer("/hook", StatusCodes.Status200OK);
        await host.StartAgainAsync();

        Assert.Equal(id, (await Receiver.NextAsync()).Headers["webhook-id"]);
        Assert.Equal(WebhookDeliveryState.Delivered, (await host.AttemptAsync(webhook, 1)).State);
        Assert.Empty(host.Log.Lines);
    }

    [Fact]
    public async Task Attempt_that_a_stop_of_the_process_has_kept_from_beginning_is_left_to_the_next_claim()
    {
        var clock = new ManualClock();
        StoppingDatabase? database = null;
        await using var host = await WebhookHost.StartAsync(
            clock, database: inner => database = new StoppingDatabase(inner, () => clock.Advance(DeliveryClaims.LatestStart + TimeSpan.FromSeconds(1))));
        Receiver.Answer("/hook", StatusCodes.Status200OK);
        var webhook = await host.AddAsync(Receiver.Url("/hook"));
        var begun = clock.GetUtcNow();
        await host.RaiseAsync();
        await database!.Stopped;

        clock.Set(begun + DeliveryClaims.Lease);

        await host.AttemptAsync(webhook, 1);
        await Receiver.NextAsync();
        Assert.Equal(2, await database.ReadAsync(connection => connection.QuerySingleAsync<long>("SELECT claims FROM webhook_deliveries")));
    }

    private static WebhookResolver To(string address) => (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]);

    private static Task WaitForever(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    private static async Task AnswerGarbageAsync(System.Net.Sockets.TcpListener listener)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or IOException or ObjectDisposedException)
        {
            // Stopped, or the other side has left.
        }
    }

    private async Task<int> CountAsync(string path, int of)
    {
        var count = 0;
        for (var i = 0; i < of; i++)
        {
            count += (await Receiver.NextAsync()).Path == path ? 1 : 0;
        }

        Assert.False(Receiver.HasMore);
        return count;
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
