using System.Text.Json.Nodes;

namespace Lintel.HttpTests.Otp;

public sealed class ConsoleTests : OtpTestBase
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Person_registers_looks_around_logs_out_and_in_again()
    {
        var registered = await Host.OpenAsync("/auth/register", new { email = "Carla@Example.org", password = Password });
        Assert.Equal(201, registered.Status);
        Assert.Equal(["user", "token", "expiresAt"], registered.Data.AsObject().Select(member => member.Key));
        Assert.Equal("2026-03-18T12:00:00Z", (string?)registered.Data["expiresAt"]);
        Assert.Equal("no-store", registered.Headers.CacheControl?.ToString());
        var token = (string)registered.Data["token"]!;
        Assert.Matches("^vct_[A-Za-z0-9_-]{43}$", token);

        var me = await Host.AsAsync(token, "GET", "/me");
        Assert.Equal(("carla@example.org", "2026-03-11T12:00:00Z"), ((string?)me.Data["email"], (string?)me.Data["createdAt"]));
        Assert.Equal("""{"data":[],"meta":{"limit":20,"nextCursor":null}}""", (await Host.AsAsync(token, "GET", "/projects")).Text);
        Assert.Equal("""{"data":{"loggedOut":true}}""", (await Host.AsAsync(token, "POST", "/auth/logout")).Text);
        Assert.Equal(401, (await Host.AsAsync(token, "GET", "/me")).Status);

        var loggedIn = await Host.OpenAsync("/auth/login", new { email = "CARLA@example.org", password = Password });
        Assert.Equal(200, (await Host.AsAsync((string)loggedIn.Data["token"]!, "GET", "/me")).Status);
    }

    [Fact]
    public async Task Wrong_password_and_unknown_address_are_answered_alike()
    {
        await Host.OpenAsync("/auth/register", new { email = "dora@example.org", password = Password });
        var wrong = await Host.OpenAsync("/auth/login", new { email = "dora@example.org", password = Password + "!" });
        var unknown = await Host.OpenAsync("/auth/login", new { email = "nobody@example.org", password = Password });
        Assert.Equal((401, unknown.Text), (wrong.Status, wrong.Text));
    }

    [Fact]
    public async Task Of_many_registrations_of_one_address_at_once_one_succeeds()
    {
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Host.OpenAsync("/auth/register", new { email = "erik@example.org", password = Password })));
        Assert.Single(replies, reply => reply.Status == 201);
        Assert.Equal(5, replies.Count(reply => reply.Code == "CONFLICT"));
    }

    [Fact]
    public async Task Lists_go_from_page_to_page_newest_first_and_leave_nothing_out()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, await Host.NewProjectAsync($"Project {i}"));
        }

        var (seen, cursor) = (new List<string>(), string.Empty);
        do
        {
            var page = JsonNode.Parse((await Host.ConsoleAsync("GET", "/projects?limit=2" + cursor)).Text)!;
            seen.AddRange(page["data"]!.AsArray().Select(project => (string)project!["id"]!));
            cursor = page["meta"]!["nextCursor"] is { } next ? $"&cursor={next}" : string.Empty;
        }
        while (cursor.Length > 0);

        Assert.Equal(made, seen[..5]);
        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
    }

    [Fact]
    public async Task Project_has_the_published_members_and_takes_its_description_away()
    {
        var project = await Host.ConsoleAsync("POST", "/projects", new { name = "Shop", description = "For the shop" });
        Assert.Equal(201, project.Status);
        Assert.Equal(["id", "name", "description", "applicationCount", "createdAt", "updatedAt"], project.Data.AsObject().Select(member => member.Key));
        Assert.Matches("^prj_[A-Za-z0-9]{20}$", (string)project.Data["id"]!);
        Host.Clock.Advance(TimeSpan.FromSeconds(2));

        var edited = (await Host.ConsoleAsync("PATCH", $"/projects/{project.Data["id"]}", new { description = (string?)null })).Data;

        Assert.Equal(
            ("Shop", null, "2026-03-11T12:00:00Z", "2026-03-11T12:00:02Z"),
            ((string?)edited["name"], (string?)edited["description"], (string?)edited["createdAt"], (string?)edited["updatedAt"]));
    }

    [Fact]
    public async Task Application_has_the_published_members_and_shows_its_secrets_once()
    {
        var made = await Host.ConsoleAsync("POST", $"/projects/{Host.DemoText("otp.ids.project")}/applications", new { name = "Login", environment = "live" });
        string[] members = ["id", "projectId", "name", "environment", "status", "createdAt", "updatedAt"];
        Assert.Equal([.. members, "credentials"], made.Data.AsObject().Select(member => member.Key));
        var triple = Triple.Of(made.Data["credentials"]!);
        Assert.Matches("^cid_live_[A-Za-z0-9]{24}$", triple.ClientId);
        Assert.Matches("^cs_live_[A-Za-z0-9]{40}$", triple.ClientSecret);
        Assert.Matches("^ak_live_[A-Za-z0-9]{40}$", triple.ApiKey);

        var shown = await Host.ConsoleAsync("GET", $"/applications/{made.Data["id"]}");

        Assert.Equal(members, shown.Data.AsObject().Select(member => member.Key));
        Assert.DoesNotContain(
            Host.ReadStore("otp.db"),
            row => row.Contains(triple.ClientSecret, StringComparison.Ordinal) || row.Contains(triple.ApiKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sent_code_has_the_published_members()
    {
        var sent = await Host.ApplicationAsync(Host.DemoTriple(), "/otp/send", new { phoneNumber = "+999482918102", reference = "order-7" });
        var id = (string)sent.Data["requestId"]!;
        Assert.Equal(
            $$$"""{"data":{"requestId":"{{{id}}}","phoneNumber":"+999 482 918 102","purpose":"login","status":"pending","createdAt":"2026-03-11T12:00:00Z","expiresAt":"2026-03-11T12:05:00Z","attemptsRemaining":5}}""",
            sent.Text);
        var shown = (await Host.RequestAsync(id)).AsObject();
        Assert.Equal(
            ["id", "applicationId", "phoneNumber", "purpose", "reference", "status", "attemptsRemaining", "createdAt", "expiresAt", "verifiedAt", "testCode"],
            shown.Select(member => member.Key));
        Assert.Equal("order-7", (string?)shown["reference"]);
        var verified = await Host.VerifyAsync(Host.DemoTriple(), id, (string)shown["testCode"]!);
        Assert.Equal($$$"""{"data":{"requestId":"{{{id}}}","status":"verified","verifiedAt":"2026-03-11T12:00:00Z"}}""", verified.Text);
    }
}
