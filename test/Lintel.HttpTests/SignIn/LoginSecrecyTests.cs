using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.SignIn;

/// <summary>Nobody learns by signing in or registering whether a login exists, neither from the answer nor from the work that it takes.</summary>
public sealed class LoginSecrecyTests : IAsyncLifetime
{
    private SignInHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SignInHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("nobody@example.test")]
    [InlineData("nobody")]
    [InlineData("a\u200bda@example.test")]
    [InlineData("' OR 1=1 --")]
    public async Task Unknown_login_is_answered_as_a_wrong_password_after_the_same_work(string login)
    {
        var wrong = await TryAsync("203.0.113.1", SignInHost.Login);
        var unknown = await TryAsync("203.0.113.2", login);

        Assert.Equal(wrong.Fields, unknown.Fields);
        Assert.Equal(wrong.Body, unknown.Body);
        Assert.Equal(wrong, unknown);
        Assert.Equal((1, 0), wrong.Work);
    }

    [Fact]
    public async Task Answer_to_a_sign_in_is_not_stored_and_its_type_not_guessed()
    {
        using var response = await _host.Door.SendAsync(
            "POST",
            "/shop/sign-in",
            null,
            JsonContent.Create(new { login = SignInHost.Login, password = SignInHost.Password }),
            ("X-Forwarded-For", "203.0.113.9"));

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Unknown_login_is_counted_as_a_known_one()
    {
        var known = await _host.GuessAsync(9, attempt => $"203.0.113.{attempt}");
        var unknown = await _host.GuessAsync(9, attempt => $"198.51.100.{attempt}", "nobody@example.test");

        Assert.Equal(known, unknown);
        Assert.Contains(429, known);
    }

    [Fact]
    public async Task Registration_of_a_taken_login_takes_the_same_work_and_begins_no_session()
    {
        var service = _host.Services.GetRequiredService<SignInService>();
        var origin = new SignInOrigin(IPAddress.Parse("203.0.113.1"));

        var before = _host.Hasher.Work;
        var taken = await service.RegisterAsync(
            new NewUser("shop", SignInHost.Login, "a password of some length", "free", "active"),
            origin,
            CancellationToken.None);
        var between = _host.Hasher.Work;
        var free = await service.RegisterAsync(
            new NewUser("shop", "new@example.test", "a password of some length", "free", "active"),
            origin,
            CancellationToken.None);
        var after = _host.Hasher.Work;

        Assert.IsType<SignInResult.LoginTaken>(taken);
        Assert.IsType<SignInResult.Started>(free);
        Assert.Equal((0, 1), (between.Compared - before.Compared, between.Hashed - before.Hashed));
        Assert.Equal((0, 1), (after.Compared - between.Compared, after.Hashed - between.Hashed));
    }

    /// <summary>Tries a wrong password.</summary>
    /// <returns>Everything of the answer but its id and date, and the work of the hasher.</returns>
    private async Task<(HttpStatusCode Status, string Body, string Fields, (int Compared, int Hashed) Work)> TryAsync(string address, string login)
    {
        var before = _host.Hasher.Work;
        using var response = await _host.Door.SendAsync(
            "POST",
            "/shop/sign-in",
            null,
            JsonContent.Create(new { login, password = "not the password" }),
            ("X-Forwarded-For", address));
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        body.Remove("id");
        var fields = response.Headers.Where(
            header => !header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase)
                && header.Key != "Date").Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
        var after = _host.Hasher.Work;
        return (response.StatusCode, body.ToJsonString(), string.Join('\n', fields), (after.Compared - before.Compared, after.Hashed - before.Hashed));
    }
}
