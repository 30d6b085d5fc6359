using System.Net;
using System.Text;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// A test stands in for the hasher, or compares with what it makes.
#pragma warning disable RS0030

namespace Lintel.HttpTests.SignIn;

/// <summary>Alone, because it counts what a storm of requests is answered, and others would be part of the storm.</summary>
[Collection(nameof(SignInLoadTests))]
[CollectionDefinition(nameof(SignInLoadTests), DisableParallelization = true)]
public sealed class SignInLoadTests : IAsyncLifetime
{
    private const int Addresses = 20;
    private const int Each = 6;

    private readonly Gate _gate = new();
    private readonly LogCapture _log = new();
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(
        Map,
        options =>
        {
            options.TrustedProxies.Add(IPNetwork.Parse("127.0.0.0/8"));
            options.Passwords.Concurrency = 1;
            options.Passwords.MaximumWaiting = 40;
        },
        services => services.AddSingleton<IPasswordHasher<User>>(_gate).AddLogging(logging => logging.AddProvider(_log)),
        text => text
            + "\n  overloaded: "
            + "{ status: 503, when: server.overloaded, message: Too much., retryAfter: 1, meaning: Much., fix: Wait., retry: { after: header } }\n");

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        await _host.DisposeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Sign_in_from_twenty_networks_at_once_is_shed_without_a_500_and_delays_nobody_else()
    {
        var storm = Enumerable.Range(0, Addresses * Each).Select(i => SignInAsync($"198.51.{i % Addresses}.7")).ToArray();
        // One is hashed and forty wait: these are not answered before the gate opens.
        while (storm.Where(reply => !reply.IsCompleted).ToArray() is { Length: > 41 } pending)
        {
            await Task.WhenAny(pending);
        }

        using var elsewhere = await _host.SendAsync("GET", "/shop/who", _host.Key);
        var late = SignInAsync("192.0.2.9");
        while (_host.Services.GetRequiredService<Passwords>().Queue.Waiting < 40 || storm.Count(reply => reply.IsCompleted) < (Addresses * Each) - 40)
        {
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
        Assert.False(late.IsCompleted);
        Assert.Equal(1, _gate.MostAtOnce);
        _gate.Open();
        var replies = await Task.WhenAll(storm);
        Assert.Equal(HttpStatusCode.NoContent, await StatusOf(late));
        Assert.All(replies.Where(reply => reply.StatusCode != HttpStatusCode.NoContent), reply =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
            Assert.InRange(reply.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        });
        Assert.Equal(40, replies.Count(reply => reply.StatusCode == HttpStatusCode.NoContent));
        Assert.DoesNotContain("Exception", string.Join("\n", _log.Lines), StringComparison.Ordinal);
    }

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/who", (ApiCall call) => Results.Text(call.Account.Id));
        shop.MapPost("/sign-in", async (ApiCall call, Passwords passwords) =>
        {
            await passwords.HashAsync("a password", PasswordCaller.Of(call), call.Aborted);
            return Results.NoContent();
        }).AllowAnonymous();
    }

    private Task<HttpResponseMessage> SignInAsync(string address) =>
        _host.SendAsync("POST", "/shop/sign-in", null, new StringContent("{}", Encoding.UTF8, "application/json"), ("X-Forwarded-For", address));

    private static async Task<HttpStatusCode> StatusOf(Task<HttpResponseMessage> pending)
    {
        using var response = await pending;
        return response.StatusCode;
    }

    /// <summary>A hasher that does not go on until its gate is opened.</summary>
    private sealed class Gate : IPasswordHasher<User>, IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private int _inside;

        public int MostAtOnce { get; private set; }

        public void Open() => _open.Set();

        public string HashPassword(User user, string password)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inside));
            _open.Wait();
            Interlocked.Decrement(ref _inside);
            return "hashed";
        }

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) => PasswordVerificationResult.Failed;

        public void Dispose()
        {
            _open.Set();
            _open.Dispose();
        }
    }
}
