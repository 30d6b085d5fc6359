namespace Lintel.HttpTests.Otp;

public sealed class ApplicationTests : OtpTestBase
{
    private const string Send = "/otp/send";

    private static readonly object Body = new { phoneNumber = OtpCalls.Number };

    [Fact]
    public async Task Project_is_deleted_once_its_applications_are_moved()
    {
        var (project, target) = (await Host.NewProjectAsync(), await Host.NewProjectAsync("Target"));
        var applications = new[] { (await Host.NewApplicationAsync(project)).Id, (await Host.NewApplicationAsync(project)).Id };
        Assert.Equal(409, (await Host.ConsoleAsync("DELETE", $"/projects/{project}")).Status);
        foreach (var application in applications)
        {
            var moved = await Host.ConsoleAsync("PATCH", $"/applications/{application}", new { projectId = target });
            Assert.Equal(target, (string?)moved.Data["projectId"]);
        }

        var deleted = await Host.ConsoleAsync("DELETE", $"/projects/{project}");

        Assert.Equal($$$"""{"data":{"id":"{{{project}}}","deleted":true}}""", deleted.Text);
        Assert.Equal(404, (await Host.ConsoleAsync("GET", $"/projects/{project}")).Status);
        Assert.Equal(2, (int)(await Host.ConsoleAsync("GET", $"/projects/{target}")).Data["applicationCount"]!);
    }

    [Fact]
    public async Task Applications_that_come_while_their_project_is_deleted_are_in_it_or_are_not_made()
    {
        for (var round = 0; round < 5; round++)
        {
            var project = await Host.NewProjectAsync();
            var making = Enumerable.Range(0, 4).Select(
                _ => Host.ConsoleAsync("POST", $"/projects/{project}/applications", new { name = "x", environment = "live" }));
            var deleting = Host.ConsoleAsync("DELETE", $"/projects/{project}");
            var made = await Task.WhenAll(making);
            var deleted = await deleting;

            Assert.All(made, reply => Assert.Contains(reply.Status, new[] { 201, 404 }));
            Assert.Equal(deleted.Status == 200 ? 404 : 200, (await Host.ConsoleAsync("GET", $"/projects/{project}")).Status);
            Assert.True(
                deleted.Status == 409 || made.All(reply => reply.Status == 404),
                $"{deleted.Status} {string.Join(' ', made.Select(reply => reply.Status))}");
        }
    }

    [Fact]
    public async Task Suspended_application_is_forbidden_until_it_is_resumed()
    {
        var (id, triple) = await Host.NewApplicationAsync();
        var suspended = (await Host.ConsoleAsync("POST", $"/applications/{id}/suspend")).Data;
        Assert.Equal(("suspended", "owner"), ((string?)suspended["status"], (string?)suspended["suspendedBy"]));
        Assert.Equal((403, "FORBIDDEN"), Of(await Host.ApplicationAsync(triple, Send, Body)));
        Assert.Equal((401, "UNAUTHENTICATED"), Of(await Host.ApplicationAsync(triple with { ApiKey = Host.DemoTriple().ApiKey }, Send, Body)));
        Assert.Equal((409, "CONFLICT"), Of(await Host.ConsoleAsync("POST", $"/applications/{id}/suspend")));

        var resumed = (await Host.ConsoleAsync("POST", $"/applications/{id}/resume")).Data;

        Assert.Equal(("active", false), ((string?)resumed["status"], resumed.AsObject().ContainsKey("suspendedBy")));
        Assert.Equal(201, (await Host.ApplicationAsync(triple, Send, Body)).Status);
    }

    [Fact]
    public async Task Suspension_by_the_owner_is_lifted_by_the_platform_too()
    {
        var (id, _) = await Host.NewApplicationAsync();
        await Host.ConsoleAsync("POST", $"/applications/{id}/suspend");

        Assert.Equal("active", (string?)(await Host.ManageAsync("POST", $"/otp/applications/{id}/resume"))["status"]);
        var again = await Assert.ThrowsAsync<InvalidOperationException>(() => Host.ManageAsync("POST", $"/otp/applications/{id}/resume"));
        Assert.Contains("The application is not suspended.", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspension_by_the_platform_is_lifted_by_the_platform_alone()
    {
        var (id, triple) = await Host.NewApplicationAsync();
        await Host.ConsoleAsync("POST", $"/applications/{id}/suspend");
        Assert.Equal("platform", (string?)(await Host.ManageAsync("POST", $"/otp/applications/{id}/suspend"))["suspendedBy"]);
        Assert.Equal((409, "CONFLICT"), Of(await Host.ConsoleAsync("POST", $"/applications/{id}/resume")));
        Assert.Equal((403, "FORBIDDEN"), Of(await Host.ApplicationAsync(triple, Send, Body)));

        Assert.Equal("active", (string?)(await Host.ManageAsync("POST", $"/otp/applications/{id}/resume"))["status"]);

        Assert.Equal(201, (await Host.ApplicationAsync(triple, Send, Body)).Status);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Host.ManageAsync("POST", $"/otp/applications/{id}/resume"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Host.ManageAsync("POST", "/otp/applications/app_nobodys/suspend"));
    }

    [Theory]
    [InlineData("secret", true, false)]
    [InlineData("apiKey", false, true)]
    [InlineData("both", true, true)]
    public async Task Rotation_kills_the_old_values_at_once(string which, bool secret, bool apiKey)
    {
        var (id, old) = await Host.NewApplicationAsync();
        var made = (await Host.ConsoleAsync("POST", $"/applications/{id}/credentials/rotate", new { which })).Data["credentials"]!.AsObject();

        Assert.Equal((old.ClientId, secret, apiKey), ((string?)made["clientId"], made.ContainsKey("clientSecret"), made.ContainsKey("apiKey")));
        Assert.Equal(401, (await Host.ApplicationAsync(old, Send, Body)).Status);
        var now = new Triple(old.ClientId, (string?)made["clientSecret"] ?? old.ClientSecret, (string?)made["apiKey"] ?? old.ApiKey);
        Assert.Equal(201, (await Host.ApplicationAsync(now, Send, Body)).Status);
    }

    [Fact]
    public async Task Of_many_rotations_at_once_exactly_one_triple_works()
    {
        var (id, _) = await Host.NewApplicationAsync();
        var rotated = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Host.ConsoleAsync("POST", $"/applications/{id}/credentials/rotate", new { which = "both" })));

        var replies = await Task.WhenAll(
            rotated.Select((reply, i) => Host.ApplicationAsync(Triple.Of(reply.Data["credentials"]!), Send, new { phoneNumber = $"+999 000 000 {i:000}" })));

        Assert.Single(replies, reply => reply.Status == 201);
        Assert.Equal(9, replies.Count(reply => reply.Status == 401));
    }

    [Fact]
    public async Task No_request_that_begins_after_a_rotation_is_acknowledged_gets_in_with_the_old_secret()
    {
        await Host.ManageAsync("PATCH", "/accounts/acct_otp_a", new { limits = new { send = 100_000, number = 100_000 } });
        var (id, old) = await Host.NewApplicationAsync();
        var acknowledged = 0;
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var late = 0; late < 5;)
            {
                var isLate = Volatile.Read(ref acknowledged) == 1;
                var reply = await Host.ApplicationAsync(old, Send, Body);
                Assert.True(!isLate || reply.Status == 401, $"{reply.Status} {reply.Text}");
                late += isLate ? 1 : 0;
            }
        })).ToArray();

        await Host.ConsoleAsync("POST", $"/applications/{id}/credentials/rotate", new { which = "secret" });
        Volatile.Write(ref acknowledged, 1);

        await Task.WhenAll(workers);
    }

    [Fact]
    public async Task Deleted_application_opens_nothing_and_its_requests_stay_readable_for_30_days()
    {
        var (id, triple) = await Host.NewApplicationAsync();
        var request = await Host.SendCodeAsync(triple);
        var hook = await Host.ConsoleAsync("POST", $"/applications/{id}/webhooks", new { url = "https://hooks.example/otp", events = new[] { "otp.sent" } });
        Assert.Equal(200, (await Host.ConsoleAsync("DELETE", $"/applications/{id}")).Status);

        Assert.Equal(401, (await Host.ApplicationAsync(triple, Send, Body)).Status);
        Assert.Equal(404, (await Host.ConsoleAsync("GET", $"/webhooks/{hook.Data["id"]}")).Status);
        Assert.Equal(404, (await Host.ConsoleAsync("GET", $"/applications/{id}/otp-requests")).Status);
        Assert.Equal(id, (string?)(await Host.RequestAsync(request))["applicationId"]);

        Host.Clock.Advance(TimeSpan.FromDays(31));
        await Host.RestartAsync();
        await Patiently.UntilAsync(async () => (await Host.ConsoleAsync("GET", $"/otp-requests/{request}")).Status == 404);
    }

    [Fact]
    public async Task Demo_applications_are_as_they_should_be_after_every_start()
    {
        var old = Host.DemoTriple();
        await Host.RestartAsync();

        Assert.Equal(old.ClientId, Host.DemoTriple().ClientId);
        Assert.Equal(401, (await Host.ApplicationAsync(old, Send, Body)).Status);
        Assert.Equal(201, (await Host.ApplicationAsync(Host.DemoTriple(), Send, Body)).Status);
        Assert.Equal(201, (await Host.ApplicationAsync(Host.DemoTriple("live"), Send, Body)).Status);
        Assert.Equal(403, (await Host.ApplicationAsync(Host.DemoTriple("suspended"), Send, Body)).Status);
    }

    private static (int, string?) Of(OtpReply reply) => (reply.Status, reply.Code);
}

/// <summary>Waits for what another thread does soon.</summary>
internal static class Patiently
{
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        Assert.Fail("It did not come about.");
    }
}
