using System.Text;
using System.Text.RegularExpressions;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Otp;

public sealed class VerificationTests : OtpTestBase
{
    [Fact]
    public async Task A_hundred_guesses_at_once_consume_five_attempts_and_the_right_code_comes_too_late()
    {
        await Host.ManageAsync("PATCH", "/accounts/acct_otp_a", new { limits = new { verify = 1000 } });
        var triple = Host.DemoTriple();
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);

        var replies = await Task.WhenAll(Enumerable.Range(1, 100).Select(by => Host.VerifyAsync(triple, id, OtpCalls.Other(code, by))));

        Assert.All(replies, reply => Assert.Equal((422, "VALIDATION_ERROR"), (reply.Status, reply.Code)));
        Assert.Equal([4, 3, 2, 1], replies.Select(reply => reply.AttemptsRemaining!.Value).Where(left => left > 0).OrderDescending());
        Assert.Equal(96, replies.Count(reply => reply.AttemptsRemaining == 0));
        Assert.Single(replies, reply => reply.AttemptsRemaining == 0 && reply.Text.Contains("The code is not correct.", StringComparison.Ordinal));
        Assert.Equal("locked", (string?)(await Host.RequestAsync(id))["status"]);
        var late = await Host.VerifyAsync(triple, id, code);
        Assert.Equal((422, 0), (late.Status, late.AttemptsRemaining));
        Assert.Equal(5, OtpStore.WrongCodes(Host, id));
    }

    [Fact]
    public async Task Right_code_sent_many_times_at_once_is_verified_once()
    {
        var triple = Host.DemoTriple();
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Host.VerifyAsync(triple, id, code)));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Equal(19, replies.Count(reply => reply.Code == "CONFLICT"));
    }

    [Theory]
    [InlineData(299, 200)]
    [InlineData(300, 200)]
    [InlineData(301, 422)]
    public async Task Code_is_good_for_300_seconds(int seconds, int status)
    {
        var triple = Host.DemoTriple();
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);
        Host.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var reply = await Host.VerifyAsync(triple, id, code);

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 200 ? "verified" : "expired", (string?)(await Host.RequestAsync(id))["status"]);
    }

    [Fact]
    public async Task Expired_request_is_shown_as_expired_and_found_by_that_status()
    {
        var triple = Host.DemoTriple();
        var id = await Host.SendCodeAsync(triple);
        Host.Clock.Advance(TimeSpan.FromSeconds(301));

        var application = (string)(await Host.RequestAsync(id))["applicationId"]!;
        var pending = await Host.ConsoleAsync("GET", $"/applications/{application}/otp-requests?status=pending");
        var newest = (await Host.ConsoleAsync(
            "GET",
            $"/applications/{application}/otp-requests?status=expired&limit=1&phoneNumber=%2B999482918102")).Data.AsArray().Single()!;

        Assert.Empty(pending.Data.AsArray());
        Assert.Equal((id, "expired", 0), ((string)newest["id"]!, (string)newest["status"]!, (int)newest["attemptsRemaining"]!));
    }

    [Fact]
    public async Task New_code_for_the_same_number_and_purpose_supersedes_the_old_one_only()
    {
        var triple = Host.DemoTriple();
        var old = await Host.SendCodeAsync(triple);
        var payment = await Host.SendCodeAsync(triple, purpose: "payment");
        var elsewhere = await Host.SendCodeAsync(triple, "+999 482 918 103");
        var fresh = await Host.SendCodeAsync(triple, "+999482918102");

        Assert.Equal("CONFLICT", (await Host.VerifyAsync(triple, old, await Host.TestCodeAsync(old))).Code);
        foreach (var id in new[] { payment, elsewhere, fresh })
        {
            Assert.Equal(200, (await Host.VerifyAsync(triple, id, await Host.TestCodeAsync(id))).Status);
        }
    }

    [Fact]
    public async Task Wrong_body_uses_no_attempt()
    {
        var triple = Host.DemoTriple();
        var id = await Host.SendCodeAsync(triple);

        Assert.Equal(422, (await Host.VerifyAsync(triple, id, "12345")).Status);
        Assert.Equal(422, (await Host.VerifyAsync(triple, id, "１２３４５６")).Status);
        Assert.Equal(422, (await Host.ApplicationAsync(triple, "/otp/verify", new { requestId = id, code = 123456 })).Status);

        Assert.Equal(5, (int)(await Host.RequestAsync(id))["attemptsRemaining"]!);
    }

    [Fact]
    public async Task Attempts_and_codes_outlast_a_restart()
    {
        var (application, triple) = await Host.NewApplicationAsync();
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);
        await Host.VerifyAsync(triple, id, OtpCalls.Other(code));
        await Host.VerifyAsync(triple, id, OtpCalls.Other(code));

        await Host.RestartAsync();

        Assert.Equal(2, (await Host.VerifyAsync(triple, id, OtpCalls.Other(code))).AttemptsRemaining);
        Assert.Equal(200, (await Host.VerifyAsync(triple, id, code)).Status);
        var shown = await Host.RequestAsync(id);
        Assert.Equal((application, "verified", code), ((string)shown["applicationId"]!, (string)shown["status"]!, (string)shown["testCode"]!));
    }

    [Fact]
    public async Task Attempt_that_the_store_does_not_take_is_not_counted()
    {
        var triple = Host.DemoTriple();
        var id = await Host.SendCodeAsync(triple);
        var code = await Host.TestCodeAsync(id);
        var before = Host.ReadStore("otp.db");
        using (Host.FailCommits("otp.db"))
        {
            Assert.Equal(500, (await Host.VerifyAsync(triple, id, OtpCalls.Other(code))).Status);
            Assert.Equal(500, (await Host.VerifyAsync(triple, id, code)).Status);
        }

        Assert.Equal(before, Host.ReadStore("otp.db"));
        Assert.Equal(200, (await Host.VerifyAsync(triple, id, code)).Status);
    }

    [Fact]
    public async Task Code_that_the_store_does_not_take_is_not_charged_to_its_number()
    {
        var triple = Host.DemoTriple();
        using (Host.FailCommits("otp.db"))
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(500, (await Host.ApplicationAsync(triple, "/otp/send", new { phoneNumber = OtpCalls.Number })).Status);
            }
        }

        for (var i = 0; i < 5; i++)
        {
            await Host.SendCodeAsync(triple);
        }
    }

    [Fact]
    public async Task Live_code_is_shown_by_the_log_alone_and_only_where_the_operator_wants_it()
    {
        var triple = Host.DemoTriple("live");
        var quiet = await Host.SendCodeAsync(triple);
        Assert.Null((await Host.RequestAsync(quiet))["testCode"]);
        Assert.DoesNotContain(Host.Log.Lines, line => line.Contains(quiet, StringComparison.Ordinal));

        await Host.RestartAsync(("Otp__Debug", "1"));
        triple = Host.DemoTriple("live");
        var id = await Host.SendCodeAsync(triple);
        var line = Assert.Single(Host.Log.Lines, line => line.Contains(id, StringComparison.Ordinal));
        var code = line.Split(" is ")[1][..6];

        Assert.Null((await Host.RequestAsync(id))["testCode"]);
        Assert.DoesNotContain(Host.ReadStore("otp.db"), row => OtpStore.Holds(row, code));
        Assert.Equal(4, (await Host.VerifyAsync(triple, id, OtpCalls.Other(code))).AttemptsRemaining);
        Assert.Equal(200, (await Host.VerifyAsync(triple, id, code)).Status);
    }

    [Fact]
    public async Task Request_of_another_application_is_as_missing_as_none()
    {
        var id = await Host.SendCodeAsync(Host.DemoTriple());
        var code = await Host.TestCodeAsync(id);

        var foreign = await Host.VerifyAsync(Host.DemoTriple("live"), id, code);
        var nobodys = await Host.VerifyAsync(Host.DemoTriple("live"), "otp_00000000000000000000", code);

        Assert.Equal((404, nobodys.Text), (foreign.Status, foreign.Text));
        Assert.Equal(5, (int)(await Host.RequestAsync(id))["attemptsRemaining"]!);
    }
}

/// <summary>What the database says.</summary>
internal static class OtpStore
{
    /// <summary>True where a value of the row is the code, as text, number or bytes. Six digits within a time or a digest are no code.</summary>
    public static bool Holds(string row, string code) =>
        Regex.IsMatch(row, $"(?<![0-9A-Za-z]){code}(?![0-9A-Za-z])", RegexOptions.None, TimeSpan.FromSeconds(2))
            || row.Contains(Convert.ToHexString(Encoding.ASCII.GetBytes(code)), StringComparison.Ordinal);

    public static long WrongCodes(LintelHost host, string requestId) =>
        host.ReadNumber("otp.db", $"SELECT wrong_codes FROM otp_requests WHERE id = '{requestId}'");
}
