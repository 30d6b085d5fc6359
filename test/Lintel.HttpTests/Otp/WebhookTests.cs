using System.Text.Json.Nodes;
using Lintel.HttpTests.Webhooks;

namespace Lintel.HttpTests.Otp;

public sealed class WebhookTests : OtpTestBase
{
    private static readonly string[] AllEvents = ["otp.sent", "otp.verified", "otp.failed", "otp.locked", "otp.expired"];

    [Fact]
    public async Task Events_of_a_request_reach_the_applications_endpoint_and_hold_no_code()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (application, triple) = await Host.NewApplicationAsync();
        var added = await AddAsync(application, receiver.Url("/hook"));
        Assert.Equal(["id", "applicationId", "url", "events", "enabled", "disabledReason", "createdAt", "secret"], added.Data.AsObject().Select(member => member.Key));
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
        Assert.Equal(("""["otp.failed"]""", false, false), (changed["events"]!.ToJsonString(), (bool)changed["enabled"]!, changed.AsObject().ContainsKey("secret")));
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

        Assert.Equal(["eventId", "type", "state", "attempt", "at", "durationMilliseconds", "status", "reason", "nextAttemptAt"], lines[0]!.AsObject().Select(member => member.Key));
        Assert.Equal((delivery.Headers["webhook-id"], "otp.sent", 1, 200), ((string?)lines[0]!["eventId"], (string?)lines[0]!["type"], (int)lines[0]!["attempt"]!, (int)lines[0]!["status"]!));
        Assert.Equal(422, (await Host.ConsoleAsync("GET", $"/webhooks/{webhook}/deliveries?limit=0")).Status);
    }

    [Theory]
    [InlineData("live", "http://127.0.0.1:9/hook")]
    [InlineData("live", "https://127.0.0.1:9/hook")]
    [InlineData("live", "https://10.0.0.1/hook")]
    [InlineData("test", "http://hooks.example/hook")]
    [InlineData("test", "https://192.168.1.1/hook")]
    [InlineData("test", "ftp://hooks.example/hook")]
    public async Task Endpoint_is_public_and_encrypted_but_for_loopback_of_a_test_application(string environment, string url)
    {
        var (application, _) = await Host.NewApplicationAsync(environment: environment);
        var refused = await AddAsync(application, url);
        Assert.Equal((422, "VALIDATION_ERROR"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Of_twelve_endpoints_at_once_ten_are_added()
    {
        var (application, _) = await Host.NewApplicationAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => AddAsync(application, $"https://hooks.example/{i}")));
        Assert.Equal((10, 2), (replies.Count(reply => reply.Status == 201), replies.Count(reply => reply.Code == "CONFLICT")));
    }

    private Task<OtpReply> AddAsync(string application, string url, params string[] events) =>
        Host.ConsoleAsync("POST", $"/applications/{application}/webhooks", new { url, events = events.Length == 0 ? AllEvents : events });

    private static async Task<JsonNode> NextAsync(WebhookReceiver receiver, string type, string requestId, string status, int attemptsRemaining, string code)
    {
        var delivery = await receiver.NextAsync();
        var body = JsonNode.Parse(delivery.Body)!;
        Assert.Equal(delivery.Headers["webhook-id"], (string?)body["id"]);
        Assert.Equal((type, requestId, status, attemptsRemaining), ((string?)body["type"], (string?)body["data"]!["requestId"], (string?)body["data"]!["status"], (int)body["data"]!["attemptsRemaining"]!));
        Assert.DoesNotContain($"\"{code}\"", delivery.Body, StringComparison.Ordinal);
        return body;
    }
}
