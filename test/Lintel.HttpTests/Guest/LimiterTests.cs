using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Guest;

/// <summary>Rejections of the framework's limiter inside an API.</summary>
public sealed class LimiterTests
{
    /// <summary>The application's choices, and the status of a rejection inside an API and outside.</summary>
    public static TheoryData<string, int, int> Choices => new()
    {
        { "none", 429, 503 },
        { "option 429", 429, 429 },
        { "option 503", 503, 503 },
        { "late option 503", 503, 503 },
        { "option 420", 420, 420 },
        { "handler 503", 503, 503 },
        { "handler 509", 509, 509 },
        { "silent handler", 429, 503 },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Rejection_keeps_the_status_that_the_application_chose(string choice, int inside, int outside)
    {
        var seen = 0;
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.UseRateLimiter();
                app.MapGet("/shop/things", () => "things").RequireRateLimiting("one");
                app.MapGet("/outside", () => "outside").RequireRateLimiting("one");
            },
            services =>
            {
                services.AddRateLimiter(options => Configure(options, choice));
                services.PostConfigure<RateLimiterOptions>(options => seen = options.RejectionStatusCode);
            },
            late: services =>
            {
                if (choice == "late option 503")
                {
                    services.Configure<RateLimiterOptions>(options => options.RejectionStatusCode = 503);
                }
            });

        Assert.Equal("outside", (await host.SendAsync("GET", "/outside")).Body);
        var rejected = await host.SendAsync("GET", "/shop/things", host.Key);
        Assert.Equal((inside, true), (rejected.Status, rejected.Code is not null));
        var bare = await host.SendAsync("GET", "/outside");
        Assert.Equal((outside, string.Empty), (bare.Status, bare.Body));
        Assert.Equal(choice.StartsWith("option", StringComparison.Ordinal) ? outside : 503, seen);
    }

    private static void Configure(RateLimiterOptions options, string choice)
    {
        options.AddFixedWindowLimiter("one", limiter => (limiter.PermitLimit, limiter.Window) = (1, TimeSpan.FromHours(1)));
        switch (choice.Split(' '))
        {
            case ["option", var status]:
                options.RejectionStatusCode = int.Parse(status, CultureInfo.InvariantCulture);
                break;
            case ["handler", var status]:
                options.OnRejected = (context, _) =>
                {
                    context.HttpContext.Response.StatusCode = int.Parse(status, CultureInfo.InvariantCulture);
                    return ValueTask.CompletedTask;
                };
                break;
            case ["silent", ..]:
                options.OnRejected = (_, _) => ValueTask.CompletedTask;
                break;
        }
    }
}
