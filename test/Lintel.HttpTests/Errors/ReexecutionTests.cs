using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Errors;

/// <summary>Middleware in front of Lintel that runs a request again, at a path inside an API: for the guards it is a request like any other.</summary>
public sealed class ReexecutionTests
{
    [Theory]
    [InlineData("/shop/sorry", false, 401, "unauthenticated")]
    [InlineData("/shop/sorry", true, 404, "not_found")]
    [InlineData("/shop/nowhere", true, 404, "not_found")]
    public async Task Status_page_inside_an_api_is_behind_the_guards(string page, bool hasKey, int status, string code)
    {
        var runs = 0;
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/sorry", () => Interlocked.Increment(ref runs)),
            before: app => app.UseStatusCodePagesWithReExecute(page));

        using var response = await SendAsync(host, "/elsewhere", hasKey);

        await ErrorsHost.AssertEnvelope(response, status, code);
        Assert.Equal(hasKey && page == "/shop/sorry" ? 1 : 0, runs);
        Assert.Empty(host.Logs.All);
    }

    [Theory]
    [InlineData("/shop/sorry", false, 401, "unauthenticated")]
    [InlineData("/shop/sorry", true, 500, "error")]
    public async Task Error_page_inside_an_api_is_behind_the_guards(string page, bool hasKey, int status, string code)
    {
        var runs = 0;
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/sorry", () => Interlocked.Increment(ref runs)),
            before: app => app.UseExceptionHandler(page),
            after: app => app.MapGet("/broken", string () => throw new InvalidOperationException("broken outside")));

        using var response = await SendAsync(host, "/broken", hasKey);

        await ErrorsHost.AssertEnvelope(response, status, code);
        Assert.Equal(hasKey ? 1 : 0, runs);
        Assert.DoesNotContain(host.Logs.All, line => line.Contains("without passing the guards", StringComparison.Ordinal));
    }

    /// <summary>An answer of the first run is complete, so nothing is run again.</summary>
    [Fact]
    public async Task Error_of_an_api_is_not_run_again()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/broken", string () => throw new InvalidOperationException("broken inside")),
            before: app =>
            {
                app.UseExceptionHandler("/shop/sorry");
                app.UseStatusCodePagesWithReExecute("/shop/sorry");
            });

        using var response = await host.SendAsync("GET", "/shop/broken");

        await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.Equal("/shop/broken", (await host.OnlyAsync()).Route);
    }

    [Fact]
    public async Task Status_page_inside_an_api_is_found_where_routing_is_explicit()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/sorry", () => "sorry"),
            before: app =>
            {
                app.UseStatusCodePagesWithReExecute("/shop/sorry");
                app.UseRouting();
            });

        using var response = await SendAsync(host, "/elsewhere", hasKey: false);

        await ErrorsHost.AssertEnvelope(response, 401, "unauthenticated");
    }

    /// <summary>With everything around it that leaves marks on a request, which a second run finds.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Page_inside_an_api_is_behind_the_guards_among_other_middleware(bool isBefore, bool isFailure)
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.Map("/sorry", () => "sorry"),
            services: services =>
            {
                services.AddAuthentication();
                services.AddAuthorization();
                services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin()));
                services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache()));
                services.AddResponseCompression();
                services.AddRequestDecompression();
                services.AddRequestTimeouts();
                services.AddRateLimiter(_ => { });
            },
            before: app =>
            {
                app.UseExceptionHandler("/shop/sorry");
                app.UseStatusCodePagesWithReExecute("/shop/sorry");
                app.UseResponseCompression();
                Surround(isBefore, app);
            },
            after: app =>
            {
                Surround(!isBefore, app);
                app.UseOutputCache();
                app.UseRequestDecompression();
                app.MapPost("/broken", string (Dictionary<string, string> body) => throw new InvalidOperationException("broken outside")).CacheOutput();
                app.MapPost("/elsewhere", (Dictionary<string, string> body) => Results.NotFound()).CacheOutput();
            });
        var path = isFailure ? "/broken" : "/elsewhere";

        using var open = await host.Client.PostAsync(
            new Uri(path, UriKind.Relative),
            new StringContent("{}", System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        using var keyed = await host.SendAsync("POST", path, new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));

        await ErrorsHost.AssertEnvelope(open, 401, "unauthenticated");
        await ErrorsHost.AssertEnvelope(keyed, isFailure ? 500 : 404, isFailure ? "error" : "not_found");
    }

    [Theory]
    [InlineData("/shop/nowhere", 404, "not_found")]
    [InlineData("/shop/reading", 405, "no_method")]
    [InlineData("/shop", 404, "not_found")]
    public async Task Error_page_that_an_api_does_not_have_is_the_contracts_refusal(string page, int status, string code)
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapPost("/reading", () => "sorry"),
            before: app => app.UseExceptionHandler(page),
            after: app => app.MapGet("/broken", string () => throw new InvalidOperationException("broken outside")));

        using var response = await host.SendAsync("GET", "/broken");

        await ErrorsHost.AssertEnvelope(response, status, code);
    }

    private static void Surround(bool here, WebApplication app)
    {
        if (here)
        {
            app.UseCors();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseRateLimiter();
            app.UseRequestTimeouts();
        }
    }

    [Fact]
    public async Task Request_that_cannot_be_run_again_is_answered_all_the_same()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/sorry", () => "sorry"),
            before: app => app.UseStatusCodePagesWithReExecute("/shop/sorry/{0}", "?of={0}"));

        using var response = await host.SendAsync("POST", "/elsewhere", new StringContent("{}"));

        await ErrorsHost.AssertEnvelope(response, 404, "not_found");
    }

    private static Task<HttpResponseMessage> SendAsync(ErrorsHost host, string path, bool hasKey) =>
        hasKey ? host.SendAsync("GET", path) : host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
