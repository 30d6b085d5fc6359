using System.Net;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Seams;

/// <summary>A revocation under load: once it is acknowledged, no request that begins later gets in.</summary>
public sealed class RevocationTests
{
    private const int Workers = 8;
    private const int RequestsBefore = 5;
    private const int RequestsAfter = 10;

    [Theory]
    [InlineData("fieldservice", "/fieldservice/api/v1/technicians", "technicians:read")]
    [InlineData("trackpilots", "/trackpilots/v1/access-management", null)]
    [InlineData("pixel", "/pixel/api/v1/me", "pixel:read")]
    [InlineData("panel", "/panel/api/v1/panel/get-applications", "applications:read")]
    public async Task No_request_that_begins_after_the_acknowledgement_succeeds(string api, string path, string? scope)
    {
        await using var host = await StartAsync();
        var (id, secret) = await IssueAsync(host, api, scope);

        await RaceAsync(host, Signed(api, path, secret), () => host.ManageAsync("POST", $"/keys/{id}/revoke"));
    }

    [Fact]
    public async Task No_request_that_begins_after_a_sign_out_succeeds()
    {
        await using var host = await StartAsync();
        var limits = new Dictionary<string, int> { ["global"] = 1_000_000 };
        var account = (string)(await host.ManageAsync("POST", "/accounts", new { api = "panel", name = "Sign-out", limits }))["id"]!;
        var service = host.Services.GetRequiredService<SignInService>();
        var added = Assert.IsType<SignInResult.Added>(
            await service.AddUserAsync(account, "race@sign-out.test", "Correct-Horse-7", PasswordCaller.Process, CancellationToken.None));
        var token = (await service.StartAsync(added.User, CancellationToken.None)).Token;

        await RaceAsync(host, () => WithSession(HttpMethod.Get, "/get-applications"), async () =>
        {
            using var request = WithSession(HttpMethod.Post, "/logout");
            using var response = await host.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        });

        HttpRequestMessage WithSession(HttpMethod method, string path)
        {
            var request = new HttpRequestMessage(method, "/panel/api/v1/panel" + path);
            request.Headers.Add("Cookie", $"session={token}");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            return request;
        }
    }

    // Requests between a revocation and its acknowledgement are failures to authenticate, too, and may be many.
    private static Task<LintelHost> StartAsync() => LintelHost.StartAsync(
        new LintelHostOptions { Demo = false, Settings = { ["Lintel__FailedAuthenticationsPerMinute"] = "1000000" } });

    private static async Task RaceAsync(LintelHost host, Func<HttpRequestMessage> make, Func<Task> end)
    {
        var acknowledged = new Acknowledgement();
        using var warm = new CountdownEvent(Workers * RequestsBefore);
        var workers = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(host, make, acknowledged, warm))).ToArray();
        await Task.Run(() => Assert.True(warm.Wait(TimeSpan.FromSeconds(20)), "The requests do not come through."), TestContext.Current.CancellationToken);

        await end();
        acknowledged.Set();

        var late = (await Task.WhenAll(workers)).SelectMany(answers => answers).ToList();
        Assert.Equal(Workers * RequestsAfter, late.Count);
        Assert.All(late, status => Assert.Equal(HttpStatusCode.Unauthorized, status));
    }

    /// <returns>The answers to requests that began after the acknowledgement.</returns>
    private static async Task<List<HttpStatusCode>> WorkAsync(LintelHost host, Func<HttpRequestMessage> make, Acknowledgement acknowledged, CountdownEvent warm)
    {
        var late = new List<HttpStatusCode>();
        var successes = 0;
        while (late.Count < RequestsAfter)
        {
            // Asked before the request begins, so that one that crosses the acknowledgement counts for neither.
            var isLate = acknowledged.IsSet;
            using var request = make();
            using var response = await host.Client.SendAsync(request);
            if (isLate)
            {
                late.Add(response.StatusCode);
            }
            else if (response.IsSuccessStatusCode && successes++ < RequestsBefore)
            {
                warm.Signal();
            }
        }

        return late;
    }

    private static Func<HttpRequestMessage> Signed(string api, string path, string secret) => () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(api == "fieldservice" ? "X-API-Key" : "Authorization", api == "fieldservice" ? secret : $"Bearer {secret}");
        return request;
    };

    private static async Task<(string Id, string Secret)> IssueAsync(LintelHost host, string api, string? scope)
    {
        var limits = api switch
        {
            "fieldservice" => new Dictionary<string, int> { ["list"] = 1_000_000, ["daily"] = 1_000_000 },
            "pixel" => new Dictionary<string, int> { ["workspace"] = 1_000_000 },
            "panel" => new Dictionary<string, int> { ["global"] = 1_000_000 },
            _ => [],
        };
        var account = await host.ManageAsync("POST", "/accounts", new { api, name = "Revocation", limits });
        var issued = await host.ManageAsync(
            "POST",
            "/keys",
            new { accountId = (string)account["id"]!, name = "revoked", scopes = scope is null ? [] : new[] { scope }, limits });
        return ((string)issued["key"]!["id"]!, (string)issued["secret"]!);
    }

    private sealed class Acknowledgement
    {
        private volatile bool _isSet;

        public bool IsSet => _isSet;

        public void Set() => _isSet = true;
    }
}
