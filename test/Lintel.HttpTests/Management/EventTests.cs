using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Webhooks;
using Lintel.Management.Events;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Events of the management API, sent to a real endpoint.</summary>
public sealed class EventTests
{
    [Fact]
    public async Task Life_of_a_key_is_told_of_and_signed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await StartAsync();
        var secret = (string)(await AddAsync(host, receiver, "key.created", "key.rotated", "key.revoked"))["secret"]!;
        var key = (string)(await host.ManageAsync("POST", "/keys", new { accountId = "acct_pixel_main", name = "told" }))["key"]!["id"]!;

        var created = await receiver.NextAsync();
        Assert.Equal(("key.created", key), Read(created));
        Assert.DoesNotContain("admx_", created.Body, StringComparison.Ordinal);
        AssertSigned(created, secret);

        await host.ManageAsync("PATCH", $"/keys/{key}", new { name = "told otherwise" });
        await host.ManageAsync("POST", $"/keys/{key}/rotate", new { overlapSeconds = 60 });
        Assert.Equal(("key.rotated", key), Read(await receiver.NextAsync()));
        await host.ManageAsync("POST", $"/keys/{key}/revoke");
        Assert.Equal(("key.revoked", key), Read(await receiver.NextAsync()));
    }

    [Fact]
    public async Task Suspended_account_and_used_up_limit_are_told_of_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await StartAsync();
        await AddAsync(host, receiver, "account.suspended", "limit.exceeded");
        var key = host.DemoText("pixel.keys.read");
        for (var i = 0; i < 63; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/pixel/v1/websites");
            request.Headers.Authorization = new("Bearer", key);
            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        var exceeded = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        Assert.Equal(("limit.exceeded", "workspace"), ((string?)exceeded["type"], (string?)exceeded["data"]!["policy"]));
        var account = (string)exceeded["data"]!["accountId"]!;
        await host.ManageAsync("POST", $"/accounts/{account}/suspend");

        // Three requests were refused, and the next event is another one.
        var suspended = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        Assert.Equal(("account.suspended", account), ((string?)suspended["type"], (string?)suspended["data"]!["accountId"]));
    }

    [Fact]
    public async Task Delivery_that_failed_is_listed_and_sent_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await StartAsync();
        receiver.Answer("/lintel", 500);
        var webhook = (string)(await AddAsync(host, receiver, "account.suspended"))["webhook"]!["id"]!;
        var calls = new ManagementCalls(host);

        Assert.Equal(HttpStatusCode.Created, (await calls.SendAsync(null, "POST", $"/webhooks/{webhook}/test")).Status);
        await receiver.NextAsync();
        var line = await FailedAsync(host, webhook);
        Assert.Equal(500, (int)line["status"]!);

        receiver.Answer("/lintel", 204);
        var resent = await calls.SendAsync(null, "POST", $"/webhooks/{webhook}/deliveries/{line["id"]}/resend");
        Assert.Equal(HttpStatusCode.Created, resent.Status);
        Assert.Equal((string)line["eventId"]!, (await receiver.NextAsync()).Headers["webhook-id"]);
        Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "POST", $"/webhooks/{webhook}/deliveries/dlv_none/resend")).Status);
    }

    [Fact]
    public async Task Webhook_is_changed_rotated_and_deleted()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Nodes = 1 });
        var calls = new ManagementCalls(host);
        var made = await calls.SendAsync(null, "POST", "/webhooks", new
        {
            url = "https://hooks.brook.example/lintel",
            description = "the chat of the API team",
            events = new[] { "key.created" },
        });
        var id = (string)made.Body!["webhook"]!["id"]!;

        Assert.Equal("invalid_request", (await calls.SendAsync(null, "POST", "/webhooks", new { url = "http://127.0.0.1/x", events = new[] { "moon" } })).Code);
        var changed = await calls.SendAsync(null, "PATCH", $"/webhooks/{id}", new { enabled = false, events = new[] { "errors.spike" } });
        Assert.Equal(("False", "errors.spike"), (changed.Body!["enabled"]!.GetValue<bool>().ToString(), (string?)changed.Body["events"]![0]));
        Assert.Equal("the chat of the API team", (string?)changed.Body["description"]);
        foreach (var description in new[] { "two\nlines", new string('x', 201) })
        {
            Assert.Equal("invalid_request", (await calls.SendAsync(null, "PATCH", $"/webhooks/{id}", new { description })).Code);
        }

        var cleared = await calls.SendAsync(null, "PATCH", $"/webhooks/{id}", new { description = (string?)null });
        Assert.Null(cleared.Body!["description"]);
        var rotated = await calls.SendAsync(null, "POST", $"/webhooks/{id}/rotate", new { overlapSeconds = 60 });
        Assert.NotEqual(made.Secret, rotated.Secret);
        Assert.NotNull(rotated.Body!["previousSecretEndsAt"]);
        Assert.Null((await host.ManageAsync("GET", "/webhooks"))["data"]![0]!["secret"]);
        Assert.Equal(HttpStatusCode.OK, (await calls.SendAsync(null, "DELETE", $"/webhooks/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "GET", $"/webhooks/{id}")).Status);
    }

    [Fact]
    public async Task Key_that_expires_soon_is_told_of_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await StartAsync();
        await AddAsync(host, receiver, "key.expiring", "account.suspended");
        var body = new { accountId = "acct_pixel_main", name = "short", expiresAt = host.Clock.GetUtcNow().AddDays(3) };
        var key = (string)(await host.ManageAsync("POST", "/keys", body))["key"]!["id"]!;

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var all = new Dictionary<string, (string? Type, string? Key)>(StringComparer.Ordinal);
        await NoteAsync();
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.ManageAsync("POST", "/accounts/acct_pixel_main/suspend");

        // Keys of the demo data may expire soon, too; deliveries may overtake one another, and one that the clock has made late comes again with its id.
        while (!all.ContainsValue(("key.expiring", key)) || all.Values.All(told => told.Type != "account.suspended"))
        {
            await NoteAsync();
        }

        Assert.Single(all.Values, ("key.expiring", key));

        async Task NoteAsync()
        {
            var delivery = await receiver.NextAsync();
            all[delivery.Headers["webhook-id"]] = Read(delivery);
        }
    }

    [Fact]
    public async Task Spike_of_a_code_is_told_of_with_its_numbers()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await StartAsync();
        await AddAsync(host, receiver, "errors.spike");
        var later = host.Clock.GetUtcNow().AddMinutes(61);
        var hour = new DateTimeOffset(later.UtcTicks - (later.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(-1);
        var log = host.Services.GetRequiredService<RequestLogWriter>();
        for (var i = 0; i < SpikeCheck.Fewest + 7; i++)
        {
            log.Take(Failed($"req_{i:x16}", hour.AddMinutes(1)));
        }

        log.Take(Failed("req_before", hour.AddDays(-1)));
        log.Take(Failed("req_other", hour.AddDays(-3)) with { Code = "other" });
        log.Take(Failed("req_admitted", hour.AddDays(-6)) with { Status = 200, Code = null });
        await log.FlushAsync(TestContext.Current.CancellationToken);
        host.Clock.Advance(TimeSpan.FromMinutes(61));

        var told = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        var data = told["data"]!;
        Assert.Equal(("errors.spike", "pixel", "spiked"), ((string?)told["type"], (string?)data["api"], (string?)data["code"]));
        Assert.Equal((57, 0.3, hour), ((int)data["count"]!, (double)data["usual"]!, (DateTimeOffset)data["from"]!));
    }

    [Fact]
    public async Task Spike_is_not_told_of_where_nothing_is_known_to_be_usual_and_is_looked_for_in_each_hour_once()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Nodes = 1 });
        var (log, marks) = (host.Services.GetRequiredService<ILintelStores>().RequestLog, host.Services.GetRequiredService<EventSource>().Events!.Marks);
        var writer = host.Services.GetRequiredService<RequestLogWriter>();
        var hour = new DateTimeOffset(2026, 3, 11, 8, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < SpikeCheck.Fewest; i++)
        {
            writer.Take(Failed($"req_{i:x16}", hour.AddMinutes(1)));
        }

        await WriteAsync("req_one", 1);
        await WriteAsync("req_two", 2);
        var check = new SpikeCheck(log, marks);
        Assert.Null(await ToldAsync(check, 60));

        await WriteAsync("req_three", 3);
        Assert.Null(await ToldAsync(check, 119));
        Assert.Equal($"{hour:O}", await ToldAsync(new SpikeCheck(log, marks), 119));

        async Task WriteAsync(string id, int daysBefore)
        {
            writer.Take(Failed(id, hour.AddDays(-daysBefore)));
            await writer.FlushAsync(TestContext.Current.CancellationToken);
        }

        async Task<string?> ToldAsync(SpikeCheck looking, int minutes)
        {
            await looking.LookAsync(hour.AddMinutes(minutes), TestContext.Current.CancellationToken);
            return (await marks.FindAsync(["errors.spike/pixel/spiked"], TestContext.Current.CancellationToken)).GetValueOrDefault("errors.spike/pixel/spiked");
        }
    }

    [Fact]
    public async Task Contract_that_is_changed_and_one_that_is_refused_are_told_of()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "pixel.yaml");
        var text = await File.ReadAllTextAsync(Tests.Repository.PathOf("apis", "Pixel", "pixel.yaml"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = false,
            Nodes = 1,
            Settings = { ["Lintel__Webhooks__AllowPrivate"] = "true", ["Lintel__Contracts"] = folder.Path },
        });
        await AddAsync(host, receiver, "contract.changed", "contract.refused");

        var changed = await ReloadAsync(text.Replace("allow: 60, window", "allow: 59, window", StringComparison.Ordinal));
        Assert.Equal(("contract.changed", "pixel", true), ((string?)changed["type"], (string?)changed["data"]!["api"], (bool)changed["data"]!["breaking"]!));
        Assert.Equal("The limit 'workspace' admits 59 per 1 minute, not 60 per 1 minute.", (string?)changed["data"]!["changes"]!.AsArray().Single());
        Assert.NotEqual((string?)changed["data"]!["from"], (string?)changed["data"]!["to"]);

        var refused = await ReloadAsync(text.Replace("title:", "tittle:", StringComparison.Ordinal));
        Assert.Equal(("contract.refused", "pixel.yaml"), ((string?)refused["type"], (string?)refused["data"]!["file"]));
        Assert.NotEmpty(refused["data"]!["faults"]!.AsArray());
        Assert.DoesNotContain(folder.Path, refused.ToJsonString(), StringComparison.Ordinal);

        async Task<JsonNode> ReloadAsync(string edited)
        {
            await File.WriteAllTextAsync(file, edited, TestContext.Current.CancellationToken);
            host.Services.GetRequiredService<ContractReload>().Reload();
            return JsonNode.Parse((await receiver.NextAsync()).Body)!;
        }
    }

    private static RequestRecord Failed(string id, DateTimeOffset at) => new()
    {
        Id = id,
        At = at,
        Api = "pixel",
        Method = "GET",
        Route = "/pixel/v1/websites",
        Status = 404,
        Code = "spiked",
        Duration = TimeSpan.Zero,
    };

    private static Task<LintelHost> StartAsync() => LintelHost.StartAsync(
        new LintelHostOptions { Nodes = 1, Settings = { ["Lintel__Webhooks__AllowPrivate"] = "true" } });

    private static Task<JsonNode> AddAsync(LintelHost host, WebhookReceiver receiver, params string[] events) =>
        host.ManageAsync("POST", "/webhooks", new { url = receiver.Url("/lintel"), events });

    private static (string?, string?) Read(ReceivedDelivery delivery) =>
        JsonNode.Parse(delivery.Body) is { } body ? ((string?)body["type"], (string?)body["data"]!["keyId"]) : default;

    private static void AssertSigned(ReceivedDelivery delivery, string secret)
    {
        var signed = $"{delivery.Headers["webhook-id"]}.{delivery.Headers["webhook-timestamp"]}.{delivery.Body}";
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)))}", delivery.Headers["webhook-signature"]);
    }

    private static async Task<JsonNode> FailedAsync(LintelHost host, string webhook)
    {
        while (true)
        {
            var line = (await host.ManageAsync("GET", $"/webhooks/{webhook}/deliveries"))["data"]![0]!;
            if ((string?)line["state"] == "failed")
            {
                return line;
            }
        }
    }
}
