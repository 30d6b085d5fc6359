namespace Lintel.HttpTests.Otp;

public sealed class LimitTests : OtpTestBase
{
    [Fact]
    public async Task Number_takes_five_codes_in_ten_minutes_from_one_application_over_a_restart()
    {
        var (_, triple) = await Host.NewApplicationAsync();
        for (var i = 0; i < 5; i++)
        {
            await Host.SendCodeAsync(triple, i % 2 == 0 ? "+999 482 918 102" : "+999482918102");
        }

        await Host.RestartAsync();
        var sixth = await Host.ApplicationAsync(triple, "/otp/send", new { phoneNumber = OtpCalls.Number });

        Assert.Equal((429, "RATE_LIMITED"), (sixth.Status, sixth.Code));
        Assert.Equal("0", sixth.Headers.GetValues("X-RateLimit-Remaining").Single());
        var wait = sixth.Headers.RetryAfter!.Delta!.Value;
        await Host.SendCodeAsync(triple, "+999 482 918 103");
        await Host.SendCodeAsync(Host.DemoTriple());
        Host.Clock.Advance(wait - TimeSpan.FromSeconds(1));
        Assert.Equal(429, (await Host.ApplicationAsync(triple, "/otp/send", new { phoneNumber = OtpCalls.Number })).Status);
        Host.Clock.Advance(TimeSpan.FromSeconds(1));
        await Host.SendCodeAsync(triple);
    }

    [Fact]
    public async Task Application_sends_sixty_a_minute_however_many_come_at_once()
    {
        var triple = Host.DemoTriple();
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 75).Select(i => Host.ApplicationAsync(triple, "/otp/send", new { phoneNumber = $"+999 111 222 {i:000}" })));
        Assert.Equal((60, 15), (replies.Count(reply => reply.Status == 201), replies.Count(reply => reply.Status == 429)));
        Assert.Equal(201, (await Host.ApplicationAsync(Host.DemoTriple("live"), "/otp/send", new { phoneNumber = OtpCalls.Number })).Status);
        Host.Clock.Advance(TimeSpan.FromSeconds(60));
        await Host.SendCodeAsync(triple);
    }

    [Fact]
    public async Task Suspended_and_unauthenticated_calls_are_not_counted_against_the_application()
    {
        var (id, triple) = await Host.NewApplicationAsync();
        await Host.ConsoleAsync("POST", $"/applications/{id}/suspend");
        for (var i = 0; i < 70; i++)
        {
            var caller = i % 2 == 0 ? triple : triple with { ClientSecret = Host.DemoTriple().ClientSecret };
            Assert.Equal(i % 2 == 0 ? 403 : 401, (await Host.ApplicationAsync(caller, "/otp/send", new { phoneNumber = OtpCalls.Number })).Status);
        }

        await Host.ConsoleAsync("POST", $"/applications/{id}/resume");
        var first = await Host.ApplicationAsync(triple, "/otp/send", new { phoneNumber = OtpCalls.Number });
        Assert.Equal((201, "4"), (first.Status, first.Headers.GetValues("X-RateLimit-Remaining").Single()));
    }

    [Fact]
    public async Task Guessing_at_one_address_of_mail_is_limited_over_minutes_and_a_restart()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(
                401,
                (await Host.OpenAsync(
                    "/auth/login",
                    new { email = i % 2 == 0 ? "ada@harbourshop.example" : "ADA@harbourshop.example", password = $"guess number {i}" })).Status);
        }

        Host.Clock.Advance(TimeSpan.FromSeconds(61));
        await Host.RestartAsync();
        Assert.Equal(429, (await Host.OpenAsync("/auth/login", new { email = "ada@harbourshop.example", password = "guess number 11" })).Status);
        Assert.Equal(401, (await Host.OpenAsync("/auth/login", new { email = "somebody@else.example", password = "guess number 11" })).Status);
    }
}
