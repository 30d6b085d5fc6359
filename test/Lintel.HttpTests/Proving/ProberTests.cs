using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Proving;

/// <summary>The prober sees what is broken: the shop with one thing bent, and the assertion that has to notice.</summary>
public sealed class ProberTests
{
    private static readonly Dictionary<int, Action<HttpContext>> Bends = new()
    {
        [2] = OnStatus(401, http => http.Response.Headers.WWWAuthenticate += ", error=\"invalid_request\""),
        [3] = OnStatus(401, http => http.Response.Headers.WWWAuthenticate = "Bearer realm=\"shop\""),
        [4] = OnStatus(401, http => http.Response.Headers["X-Length"] = Visible(http.Request.Headers.Authorization).Length.ToString()),
        [7] = OnStatus(401, http => http.Response.Headers.WWWAuthenticate = "Bearer realm=shop"),
        [8] = OnStatus(
            401,
            http => http.Response.Headers.WWWAuthenticate = $"Bearer realm=\"shop\", error_description=\"{Visible(http.Request.Headers.Authorization)}\""),
        [9] = OnStatus(200, http => http.Response.Headers["X-Query"] = http.Request.QueryString.Value),
        [13] = OnStatus(403, http => http.Response.Headers.WWWAuthenticate = "Bearer realm=\"shop\", error=\"insufficient_scope\""),
        [18] = OnStatus(
            404,
            http => http.Response.Headers["X-Owner"] = http.Request.Path.Value!.Contains("theirs", StringComparison.Ordinal) ? "somebody" : default),
        [20] = OnStatus(405, http => http.Response.Headers.Allow = "GET, HEAD, POST, DELETE, OPTIONS"),
        [22] = Always(http => http.Response.Headers["X-Method"] = http.Request.Method == "HEAD" ? default : "no HEAD"),
        [23] = Always(http => http.Response.StatusCode = http.Request.Method == "HEAD" ? 404 : http.Response.StatusCode),
        [24] = OnStatus(
            204,
            http => http.Response.Headers.Allow = http.Request.Path.Value!.Contains("nowhere", StringComparison.Ordinal) ? "OPTIONS" : "GET, OPTIONS"),
        [34] = OnStatus(415, http => http.Response.Headers.Remove("Accept")),
        [35] = OnStatus(415, http => http.Response.Headers.Remove("Accept-Encoding")),
        [40] = OnStatus(201, http => http.Response.Headers.ContentType = "text/plain"),
        [43] = OnStatus(201, http => http.Response.Headers.Append("X-Request-Id", "req_0123456789abcdef")),
        [44] = Always(http => http.Response.Headers["X-Seen"] = Visible(http.Request.Headers["X-Request-Id"])),
        [45] = OnStatus(500, http => http.Response.Headers["X-Reason"] = "System.InvalidOperationException"),
        [49] = OnStatus(429, http => http.Response.Headers.RetryAfter = "1"),
        [50] = Always(http => http.Response.Headers["RateLimit"] = "limit=5, remaining=4"),
        [52] = OnStatus(201, http => http.Response.Headers.Remove("Idempotency-Replayed")),
    };

    public static TheoryData<int> Bent => [.. Bends.Keys];

    [Theory]
    [MemberData(nameof(Bent))]
    public async Task Assertion_notices_what_breaks_it(int number)
    {
        await using var shop = await ShopHost.StartAsync(ShopContract.Text, (http, next) =>
        {
            Bends[number](http);
            return next(http);
        });

        var result = await new Prober(await ShopProof.TargetAsync(shop)).CheckAsync(number, TestContext.Current.CancellationToken);

        Assert.Equal(ProbeVerdict.Broken, result.Verdict);
        Assert.NotEqual(string.Empty, result.Why);
        Assert.NotEmpty(result.Exchanges);
    }

    [Fact]
    public async Task Shop_as_it_is_breaks_nothing_and_says_what_was_not_provoked()
    {
        await using var shop = await ShopHost.StartAsync(ShopContract.Text);

        var report = await new Prober(await ShopProof.TargetAsync(shop)).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(report.Holds, report.ToText());
        Assert.Equal(
            [
                "credential_disabled", "permission_denied", "account_disabled", "plan_inactive", "address_forbidden", "precondition_failed", "not_implemented",
                "dependency_unavailable", "overloaded", "timeout",
            ],
            report.Definitions.Where(definition => definition.Verdict == ProbeVerdict.NotProvoked).Select(definition => definition.Definition.Code),
            StringComparer.Ordinal);
        Assert.Equal(
            [12, 14, 16, 46, 47],
            report.Assertions.Where(assertion => assertion.Verdict == ProbeVerdict.NotProvoked).Select(assertion => assertion.Number));
    }

    [Fact]
    public async Task Answer_outside_the_contract_is_covered_by_no_waiver()
    {
        var waiving = ShopContract.Text.Replace(
            "errors:\n",
            "waives:\n  - { assertion: 25, because: a waiver that explains itself at some length }\nerrors:\n",
            StringComparison.Ordinal);
        await using var shop = await ShopHost.StartAsync(waiving, (http, next) =>
        {
            OnStatus(405, bent => bent.Response.Headers.CacheControl = "max-age=5")(http);
            return next(http);
        });

        var result = await new Prober(await ShopProof.TargetAsync(shop)).CheckAsync(25, TestContext.Current.CancellationToken);

        Assert.Equal(ProbeVerdict.Broken, result.Verdict);
    }

    [Fact]
    public async Task Waiver_of_what_holds_is_needless()
    {
        var waiving = ShopContract.Text.Replace(
            "errors:\n",
            "waives:\n  - { assertion: 20, because: a waiver that explains itself at some length }\nerrors:\n",
            StringComparison.Ordinal);
        await using var shop = await ShopHost.StartAsync(waiving);

        var result = await new Prober(await ShopProof.TargetAsync(shop)).CheckAsync(20, TestContext.Current.CancellationToken);

        Assert.Equal(ProbeVerdict.WaivedNeedlessly, result.Verdict);
    }

    [Theory]
    [InlineData(4, "5 of 12 were admitted")]
    [InlineData(6, "5 of 14 were admitted")]
    public async Task Flood_that_is_admitted_otherwise_than_stated_is_noticed(int stated, string why)
    {
        await using var shop = await ShopHost.StartAsync(ShopContract.Text);
        var target = await ShopProof.TargetAsync(shop);

        var result = await new Prober(target with { Limit = target.Limit! with { Allow = stated } }).CheckAsync(51, TestContext.Current.CancellationToken);

        Assert.Equal(ProbeVerdict.Broken, result.Verdict);
        Assert.StartsWith(why, result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definition_that_is_answered_otherwise_is_broken()
    {
        await using var shop = await ShopHost.StartAsync(ShopContract.Text);
        var target = await ShopProof.TargetAsync(shop);
        var wrong = ProbeCause.Of("overloaded", ProbeRequest.Get("/shop/nowhere").With(target.Entries[0].Credential));

        var result = await new Prober(target with { Causes = [wrong] }).ProvokeAsync("overloaded", TestContext.Current.CancellationToken);

        Assert.Equal(ProbeVerdict.Broken, result.Verdict);
        Assert.Contains("instead of 503 overloaded", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_that_does_not_succeed_ends_the_run()
    {
        await using var shop = await ShopHost.StartAsync(ShopContract.Text);
        var target = await ShopProof.TargetAsync(shop);
        var prober = new Prober(target with { Write = ProbeRequest.Post("/shop/orders", "{}") });

        await Assert.ThrowsAsync<ProbeException>(() => prober.RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Address_behind_tls_is_refused()
    {
        await using var shop = await ShopHost.StartAsync(ShopContract.Text);
        var target = await ShopProof.TargetAsync(shop);

        Assert.Throws<ArgumentException>(() => new Prober(target with { Address = new Uri("https://127.0.0.1") }));
        Assert.Throws<ArgumentException>(() => new Prober(target with { Entries = [] }));
    }

    private static Action<HttpContext> Always(Action<HttpContext> bend) => http => http.Response.OnStarting(() =>
    {
        bend(http);
        return Task.CompletedTask;
    });

    private static Action<HttpContext> OnStatus(int status, Action<HttpContext> bend) => Always(http =>
    {
        if (http.Response.StatusCode == status)
        {
            bend(http);
        }
    });

    private static string Visible(string? text) => new([.. (text ?? string.Empty).Where(c => c is > ' ' and <= '~').Take(100)]);
}
