using System.Net;
using System.Net.Http.Json;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SignInResult = Lintel.AspNetCore.SignInResult;

// A test stands in for the hasher.
#pragma warning disable RS0030

namespace Lintel.HttpTests.SignIn;

/// <summary>A small API in which people sign in, with passwords that are compared at once, behind a proxy that says where they are.</summary>
internal sealed class SignInHost : IAsyncDisposable
{
    public const string Login = "ada@example.test";
    public const string Password = "a password of some length";

    private readonly DoorHost _host;

    private SignInHost(DoorHost host) => _host = host;

    public QuickHasher Hasher { get; private init; } = null!;

    public IServiceProvider Services => _host.Services;

    public DoorHost Door => _host;

    public static async Task<SignInHost> StartAsync()
    {
        var hasher = new QuickHasher();
        var host = await DoorHost.StartAsync(
            Map,
            options => options.TrustedProxies.Add(IPNetwork.Parse("127.0.0.0/8")),
            services => services.AddSingleton<IPasswordHasher<User>>(hasher),
            Contract);
        await host.Services.GetRequiredService<SignInService>().AddUserAsync(host.AccountId, Login, Password, PasswordCaller.Process, CancellationToken.None);
        return new SignInHost(host) { Hasher = hasher };
    }

    /// <summary>Tries to sign in.</summary>
    /// <returns>The status, and the device's cookie where one was set.</returns>
    public async Task<(int Status, string? Device)> SignInAsync(string address, string login = Login, string password = Password, string? device = null)
    {
        (string, string)[] headers = device is null ? [("X-Forwarded-For", address)] : [("X-Forwarded-For", address), ("Cookie", device)];
        using var response = await _host.SendAsync("POST", "/shop/sign-in", null, JsonContent.Create(new { login, password }), headers);
        var cookie = response.Headers.TryGetValues("Set-Cookie", out var set)
            ? set.FirstOrDefault(value => value.StartsWith("lintel-device=", StringComparison.Ordinal))
            : null;
        return ((int)response.StatusCode, cookie?.Split(';')[0]);
    }

    /// <summary>Tries wrong passwords.</summary>
    /// <returns>The statuses.</returns>
    public async Task<IReadOnlyList<int>> GuessAsync(int times, Func<int, string> address, string login = Login, string? device = null)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
        {
            statuses.Add((await SignInAsync(address(i), login, "not the password", device)).Status);
        }

        return statuses;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static string Contract(string text) => text
        .Replace(
            "  - { kind: bearer, prefix: shop }",
            "  - { kind: bearer, prefix: shop }\n  - { kind: session-cookie, cookie: session, lifetime: 1 hour }",
            StringComparison.Ordinal)
        .Replace("limits:\n", """
            limits:
              - { name: caller, per: key, allow: 3, window: 1 minute, classes: [counted] }
              - { name: login, per: value, allow: 3, window: 10 minutes, named: true, charge: refusal }
              - { name: everywhere, per: value, allow: 8, window: 1 hour, named: true, charge: refusal }
              - { name: address, per: address, allow: 5, window: 10 minutes, named: true, charge: refusal }

            """, StringComparison.Ordinal)
        + "\n  overloaded: { status: 503, when: server.overloaded, message: Too much., retryAfter: 1, meaning: Much., fix: Wait., retry: { after: header } }\n";

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapPost("/sign-in", AnswerAsync).AllowAnonymous()
            .CountedAsSignIn((Body<Credentials> body) => body.Value.Login, perLogin: "login", everywhere: "everywhere", perAddress: "address")
            .Body(Credentials.Read);
        shop.MapGet("/counted", () => Results.NoContent()).OfClass("counted");
    }

    private static async Task<IResult> AnswerAsync(ApiCall call, SignInService service)
    {
        var body = call.Body<Credentials>();
        if (await service.SignInAsync("shop", body.Login, body.Password, SignInOrigin.Of(call), call.Aborted) is not SignInResult.Started started)
        {
            return new ErrorResult(Refusal.For(Condition.SessionInvalid));
        }

        call.SetSessionCookie(started);
        call.SetDeviceCookie(started);
        return Results.NoContent();
    }

    private sealed record Credentials(string Login, string Password)
    {
        public static Credentials Read(FieldReader fields) => new(fields.Text("login", required: true)!, fields.Text("password", required: true)!);
    }

    /// <summary>A hasher that takes no time, and can find that hashes are out of date.</summary>
    internal sealed class QuickHasher : IPasswordHasher<User>
    {
        private int _compared;
        private int _hashed;

        public int Strength { get; set; } = 1;

        /// <summary>The number of passwords that were compared with a hash, and of those that were hashed.</summary>
        public (int Compared, int Hashed) Work => (Volatile.Read(ref _compared), Volatile.Read(ref _hashed));

        public string HashPassword(User user, string password)
        {
            Interlocked.Increment(ref _hashed);
            return Hash(password);
        }

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _compared);
            return !hashedPassword.EndsWith($":{providedPassword}", StringComparison.Ordinal) ? PasswordVerificationResult.Failed
                : hashedPassword == Hash(providedPassword) ? PasswordVerificationResult.Success
                : PasswordVerificationResult.SuccessRehashNeeded;
        }

        private string Hash(string password) => $"{Strength}:{password}";
    }
}
