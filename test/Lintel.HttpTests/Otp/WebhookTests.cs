using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Webhooks;
using Lintel.Shared;

namespace Lintel.HttpTests.Otp;

public sealed class WebhookTests : OtpTestBase
{
    // The receivers are on this machine.
    private protected override LintelHostOptions Options => new() { Settings = { ["Lintel__Webhooks__AllowPrivate"] = "true" } };

    private static readonly string[] AllEvents = ["otp.sent", "otp.verified", "otp.failed", "otp.locked", "otp.expired"];

    [Fact]
    public async Task Events_of_a_request_reach_the_applications_endpoint_and_hold_no_code()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        var added = await AddAsync(application, receiver.Url("/hook"));
        Assert.Equal(
            ["id", "applicationId", "url", "events", "enabled", "disabledReason", "createdAt", "secret"],
            added.Data.AsObject().Select(member => member.Key));
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);
        await NextAsync(receiver, "otp.sent", id, "pending", 5, code);

        await Host.VerifyAsync(triple, id, OtpCalls.Other(code));
        var failed = await NextAsync(receiver, "otp.failed", id, "pending", 4, code);
        await Host.VerifyAsync(triple, id, code);
        await NextAsync(receiver, "otp.verified", id, "verified", 4, code);

        Assert.Equal(["id", "type", "createdAt", "data"], failed.AsObject().Select(member => member.Key));
        Assert.Equal(["requestId", "applicationId", "phoneNumber", "status", "attemptsRemaining"], failed["data"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Fifth_wrong_code_tells_of_the_failure_and_of_the_lock()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        await AddAsync(application, receiver.Url("/hook"), "otp.locked");
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);
        for (var i = 0; i < 7; i++)
        {
            await Host.VerifyAsync(triple, id, OtpCalls.Other(code));
        }

        await NextAsync(receiver, "otp.locked", id, "locked", 0, code);
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task Expiry_is_told_once_without_anybody_asking()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        await AddAsync(application, receiver.Url("/hook"), "otp.expired");
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);

        Host.Clock.Advance(TimeSpan.FromSeconds(301));
        await Host.RestartAsync();

        await NextAsync(receiver, "otp.expired", id, "expired", 0, code);
        Assert.Equal(422, (await Host.VerifyAsync(triple, id, code)).Status);
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task Endpoint_is_listed_changed_and_deleted()
    {
        var (application, _) = await Host.NewApplicationAsync();
        var first = (await AddAsync(application, "https://hooks.example/1")).Data["id"]!.ToString();
        var second = (await AddAsync(application, "https://hooks.example/2")).Data["id"]!.ToString();

        var page = await Host.ConsoleAsync("GET", $"/applications/{application}/webhooks?limit=1");
        Assert.Equal(second, page.Data.AsArray().Single()!["id"]!.ToString());
        var next = JsonNode.Parse(page.Text)!["meta"]!["nextCursor"];
        Assert.Equal(first, (await Host.ConsoleAsync("GET", $"/applications/{application}/webhooks?cursor={next}")).Data.AsArray().Single()!["id"]!.ToString());
        var changed = (await Host.ConsoleAsync("PATCH", $"/webhooks/{first}", new { enabled = false, events = new[] { "otp.failed", "otp.failed" } })).Data;
        Assert.Equal(
            ("""["otp.failed"]""", false, false),
            (changed["events"]!.ToJsonString(), (bool)changed["enabled"]!, changed.AsObject().ContainsKey("secret")));
        Assert.Equal(200, (await Host.ConsoleAsync("DELETE", $"/webhooks/{first}")).Status);
        Assert.Equal(404, (await Host.ConsoleAsync("GET", $"/webhooks/{first}")).Status);
    }

    [Fact]
    public async Task Delivery_log_tells_what_was_sent_and_how_it_went()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        var webhook = (await AddAsync(application, receiver.Url("/hook"))).Data["id"]!.ToString();
        await Host.SendCodeAsync(triple);
        var delivery = await receiver.NextAsync();

        JsonArray lines = [];
        await Patiently.UntilAsync(async () =>
        {
            lines = (await Host.ConsoleAsync("GET", $"/webhooks/{webhook}/deliveries")).Data.AsArray();
            return lines is [{ } only] && (string?)only["state"] == "delivered";
        });

        Assert.Equal(
            ["deliveryId", "eventId", "type", "state", "attempt", "at", "durationMilliseconds", "status", "reason", "nextAttemptAt"],
            lines[0]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            (delivery.Headers["webhook-id"], "otp.sent", 1, 200),
            ((string?)lines[0]!["eventId"], (string?)lines[0]!["type"], (int)lines[0]!["attempt"]!, (int)lines[0]!["status"]!));
        Assert.Equal(422, (await Host.ConsoleAsync("GET", $"/webhooks/{webhook}/deliveries?limit=0")).Status);
    }

    [Theory]
    [InlineData("test", "http://127.0.0.1:9/hook", "url must begin with https://.")]
    [InlineData("live", "http://127.0.0.1:9/hook", "url must begin with https://.")]
    [InlineData("test", "https://127.0.0.1:8443/hook", "url must lead to a public address.")]
    [InlineData("test", "https://localhost/hook", "url must lead to a public address.")]
    [InlineData("live", "https://10.0.0.1/hook", "url must lead to a public address.")]
    [InlineData("test", "http://hooks.example/hook", "url must begin with https://.")]
    [InlineData("test", "https://hooks.example:22/hook", "url must have one of these ports: 80, 443, 8080, 8443.")]
    [InlineData("test", "ftp://hooks.example/hook", "url must begin with https://.")]
    public async Task Without_the_hosts_setting_an_endpoint_is_public_and_encrypted_whatever_the_tenant_chose(string environment, string url, string message)
    {
        await Host.RestartAsync(("Lintel__Webhooks__AllowPrivate", null));
        var (application, _) = await Host.NewApplicationAsync(environment: environment);

        var refused = await AddAsync(application, url);

        Assert.Equal((422, "VALIDATION_ERROR", message), (refused.Status, refused.Code, refused.Message));
    }

    [Fact]
    public async Task Endpoint_that_was_registered_under_the_setting_is_not_called_without_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        var webhook = (await AddAsync(application, receiver.Url("/hook"))).Data["id"]!.ToString();
        await Host.RestartAsync(("Lintel__Webhooks__AllowPrivate", null));

        await Host.SendCodeAsync(triple);

        var line = await LineAsync(webhook, line => (int)line["attempt"]! == 1);
        Assert.Equal((null, "The URL must begin with https://.", null), ((int?)line["status"], (string?)line["reason"], (int?)line["durationMilliseconds"]));
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task Endpoint_is_never_the_process_itself()
    {
        var (application, _) = await Host.NewApplicationAsync();
        foreach (var host in (string[])["127.0.0.1", "localhost", "127.0.0.3", "[::1]"])
        {
            var refused = await AddAsync(application, $"http://{host}:{new Uri(Host.BaseUrl).Port}/lintel/v1/keys");
            Assert.Equal((422, "url must not lead to this service itself."), (refused.Status, refused.Message));
        }
    }

    [Fact]
    public async Task Event_of_the_log_is_sent_again_on_request()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        var webhook = (await AddAsync(application, receiver.Url("/hook"))).Data["id"]!.ToString();
        await Host.SendCodeAsync(triple);
        var first = await receiver.NextAsync();
        var line = await LineAsync(webhook, line => (string?)line["state"] == "delivered");

        var resent = await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/deliveries/{line["deliveryId"]}/resend");

        Assert.Equal((201, "pending", 0), (resent.Status, (string?)resent.Data["state"], (int)resent.Data["attempt"]!));
        Assert.NotEqual((string?)line["deliveryId"], (string?)resent.Data["deliveryId"]);
        var second = await receiver.NextAsync();
        Assert.Equal((first.Headers["webhook-id"], first.Body), (second.Headers["webhook-id"], second.Body));
        Assert.Equal(404, (await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/deliveries/dlv_unknown/resend")).Status);
        await Host.ConsoleAsync("PATCH", $"/webhooks/{webhook}", new { enabled = false });
        var refused = await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/deliveries/{line["deliveryId"]}/resend");
        Assert.Equal((409, "The webhook is disabled. Enable it first."), (refused.Status, refused.Message));
    }

    [Fact]
    public async Task Test_event_reaches_the_endpoint_whatever_it_subscribed_to()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, _) = await Host.NewApplicationAsync();
        var webhook = (await AddAsync(application, receiver.Url("/hook"), "otp.locked")).Data["id"]!.ToString();

        var sent = await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/test");

        Assert.Equal((201, "webhook.test"), (sent.Status, (string?)sent.Data["type"]));
        var body = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        Assert.Equal(
            (sent.Data["eventId"]!.ToString(), "webhook.test", webhook, application),
            ((string?)body["id"], (string?)body["type"], (string?)body["data"]!["webhookId"], (string?)body["data"]!["applicationId"]));
    }

    [Fact]
    public async Task Secret_is_rotated_with_an_overlap_and_three_secrets_are_the_most()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        var webhook = (await AddAsync(application, receiver.Url("/hook"))).Data["id"]!.ToString();

        var rotated = await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/secret/rotate", new { });

        Assert.Equal(["id", "secret", "previousSecretEndsAt"], rotated.Data.AsObject().Select(member => member.Key));
        Assert.Equal((200, MomentText.Seconds(Host.Clock.GetUtcNow().AddDays(1))), (rotated.Status, (string?)rotated.Data["previousSecretEndsAt"]));
        Assert.True(rotated.Headers.CacheControl!.NoStore);
        await Host.SendCodeAsync(triple);
        Assert.Matches("^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$", (await receiver.NextAsync()).Headers["webhook-signature"]);
        Assert.Equal(200, (await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/secret/rotate", new { overlapSeconds = 60 })).Status);
        var refused = await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/secret/rotate", new { overlapSeconds = 60 });
        Assert.Equal(
            (409, $"The webhook has 3 secrets that sign. Rotate after {MomentText.Seconds(Host.Clock.GetUtcNow().AddSeconds(60))}, or with overlapSeconds 0."),
            (refused.Status, refused.Message));
        Assert.Equal(422, (await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/secret/rotate", new { overlapSeconds = -1 })).Status);
        Assert.Null((string?)(await Host.ConsoleAsync("POST", $"/webhooks/{webhook}/secret/rotate", new { overlapSeconds = 0 })).Data["previousSecretEndsAt"]);
    }

    [Fact]
    public async Task Of_twelve_endpoints_at_once_ten_are_added()
    {
        var (application, _) = await Host.NewApplicationAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => AddAsync(application, $"https://hooks.example/{i}")));
        Assert.Equal((10, 2), (replies.Count(reply => reply.Status == 201), replies.Count(reply => reply.Code == "CONFLICT")));
    }

    private async Task<JsonNode> LineAsync(string webhook, Func<JsonNode, bool> isReady)
    {
        JsonNode? line = null;
        await Patiently.UntilAsync(async () =>
        {
            line = (await Host.ConsoleAsync("GET", $"/webhooks/{webhook}/deliveries")).Data.AsArray() is [{ } first, ..] && isReady(first) ? first : null;
            return line is not null;
        });
        return line!;
    }

    private Task<OtpReply> AddAsync(string application, string url, params string[] events) =>
        Host.ConsoleAsync("POST", $"/applications/{application}/webhooks", new { url, events = events.Length == 0 ? AllEvents : events });

    private static async Task<JsonNode> NextAsync(WebhookReceiver receiver, string type, string requestId, string status, int attemptsRemaining, string code)
    {
        var delivery = await receiver.NextAsync();
        var body = JsonNode.Parse(delivery.Body)!;
        Assert.Equal(delivery.Headers["webhook-id"], (string?)body["id"]);
        Assert.Equal(
            (type, requestId, status, attemptsRemaining),
            ((string?)body["type"], (string?)body["data"]!["requestId"], (string?)body["data"]!["status"], (int)body["data"]!["attemptsRemaining"]!));
        Assert.DoesNotContain($"\"{code}\"", delivery.Body, StringComparison.Ordinal);
        return body;
    }
}
