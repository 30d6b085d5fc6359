using System.Net;
using Lintel.AspNetCore;
using Lintel.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.SignIn;

public sealed class LockOutTests : IAsyncLifetime
{
    private const string Home = "203.0.113.7";

    private SignInHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SignInHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Wrong_passwords_are_counted_for_a_login_at_one_address()
    {
        Assert.Equal([401, 401, 401, 429], await _host.GuessAsync(4, _ => Home));
        Assert.Equal([401], await _host.GuessAsync(1, _ => Home, "bo@example.test"));
        Assert.Equal([401], await _host.GuessAsync(1, _ => "203.0.113.8"));
    }

    [Fact]
    public async Task Right_passwords_are_not_counted()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(204, (await _host.SignInAsync(Home)).Status);
        }
    }

    [Fact]
    public async Task Wrong_passwords_from_anywhere_do_not_keep_the_owner_out_at_a_known_address_or_on_a_known_device()
    {
        var (_, device) = await _host.SignInAsync(Home);
        var guesses = await _host.GuessAsync(12, i => $"198.51.{i}.7");

        Assert.Equal([.. Enumerable.Repeat(401, 8), .. Enumerable.Repeat(429, 4)], guesses);
        Assert.Equal(429, (await _host.SignInAsync("192.0.2.1")).Status);
        Assert.Equal(204, (await _host.SignInAsync(Home)).Status);
        Assert.Equal(204, (await _host.SignInAsync("192.0.2.1", device: device)).Status);
    }

    [Fact]
    public async Task Somebody_behind_the_same_address_does_not_keep_people_out_who_have_signed_in_from_it()
    {
        await _host.SignInAsync(Home);
        for (var i = 0; i < 6; i++)
        {
            await _host.GuessAsync(1, _ => Home, $"nobody{i}@example.test");
        }

        Assert.Equal([429], await _host.GuessAsync(1, _ => Home, "somebody@example.test"));
        Assert.Equal(204, (await _host.SignInAsync(Home)).Status);
    }

    [Fact]
    public async Task Wrong_passwords_beside_a_person_do_not_lock_their_device_and_those_on_it_lock_it_alone()
    {
        var (_, device) = await _host.SignInAsync(Home);

        Assert.Equal([401, 401, 401, 429], await _host.GuessAsync(4, _ => Home));
        Assert.Equal(204, (await _host.SignInAsync(Home, device: device)).Status);
        Assert.Equal([401, 401, 401, 429], await _host.GuessAsync(4, _ => Home, device: device));
        Assert.Equal(204, (await _host.SignInAsync("192.0.2.1")).Status);
    }

    [Fact]
    public async Task Device_is_known_for_its_own_person_only_and_for_ninety_days()
    {
        var (_, device) = await _host.SignInAsync("192.0.2.1");
        await _host.Services.GetRequiredService<SignInService>().AddUserAsync(
            _host.Door.AccountId,
            "bo@example.test",
            SignInHost.Password,
            PasswordCaller.Process,
            CancellationToken.None);

        Assert.Equal([401, 401, 401, 429], await _host.GuessAsync(4, _ => Home, "bo@example.test", device));
        Assert.Equal(429, (await _host.SignInAsync(Home, "bo@example.test", device: device)).Status);
        Assert.Null((await _host.SignInAsync(Home, device: device)).Device);
        _host.Door.Clock.Advance(ISessionStore.OriginLifetime + TimeSpan.FromSeconds(1));
        Assert.NotNull((await _host.SignInAsync(Home, device: device)).Device);
    }

    [Theory]
    [InlineData("2001:db8:1:{0:x}::1", 20)]
    [InlineData("2001:db8:1:{0:x}00::1", 80)]
    public async Task Addresses_of_one_network_of_version_six_are_counted_together_as_well(string network, int admitted)
    {
        // Another login each time, so that only the addresses are counted.
        var statuses = new List<int>();
        for (var i = 0; i <= admitted; i++)
        {
            statuses.AddRange(await _host.GuessAsync(1, _ => string.Format(null, network, i), $"nobody{i}@example.test"));
        }

        Assert.Equal([.. Enumerable.Repeat(401, admitted), 429], statuses);
    }

    [Fact]
    public async Task Failed_authentication_is_counted_by_larger_networks_as_well()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i <= 4 * 600; i++)
        {
            using var response = await _host.Door.SendAsync("GET", "/shop/counted", "shop_none", null, ("X-Forwarded-For", $"2001:db8:1:{i % 200:x}::1"));
            statuses.Add(response.StatusCode);
        }

        Assert.All(statuses[..^1], status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [Fact]
    public async Task Overload_is_not_counted()
    {
        var queue = _host.Services.GetRequiredService<Passwords>().Queue;
        var bounds = _host.Services.GetRequiredService<PasswordHashingOptions>();
        for (var i = 0; i < bounds.Concurrency; i++)
        {
            await queue.EnterAsync(PasswordCaller.Process, CancellationToken.None);
        }

        for (var i = 0; i < bounds.Concurrency * bounds.MaximumWaiting; i++)
        {
            _ = queue.EnterAsync(PasswordCaller.Known($"caller {i}"), CancellationToken.None).AsTask();
        }

        Assert.All(await _host.GuessAsync(6, _ => Home), status => Assert.Equal(503, status));
        for (var i = 0; i < bounds.Concurrency * (1 + bounds.MaximumWaiting); i++)
        {
            queue.Leave();
        }

        Assert.Equal([401, 401, 401, 429], await _host.GuessAsync(4, _ => Home));
    }

    [Fact]
    public async Task Signing_in_upgrades_a_hash_that_is_out_of_date()
    {
        var store = _host.Services.GetRequiredService<ISessionStore>();
        _host.Hasher.Strength = 2;

        Assert.Equal(204, (await _host.SignInAsync(Home)).Status);
        Assert.Equal(
            $"2:{SignInHost.Password}",
            (await store.FindUserByLoginAsync("shop", SignInHost.Login, TestContext.Current.CancellationToken))!.PasswordHash);
    }

    [Fact]
    public async Task Login_is_the_same_in_every_form_of_writing()
    {
        await _host.Services.GetRequiredService<SignInService>().AddUserAsync(
            _host.Door.AccountId,
            "Zo\u00eb@b\u00fccher.example",
            SignInHost.Password,
            PasswordCaller.Process,
            CancellationToken.None);

        Assert.Equal(204, (await _host.SignInAsync(Home, " ZOE\u0308@xn--bcher-kva.example ")).Status);
        Assert.Equal([401, 401], await _host.GuessAsync(2, _ => "192.0.2.1", "zo\u00eb@b\u00fccher.example"));
        Assert.Equal([401, 429], await _host.GuessAsync(2, _ => "192.0.2.1", "ZO\u00cb@BU\u0308CHER.example"));
    }

    [Fact]
    public async Task Person_has_one_limit_over_all_of_their_sessions()
    {
        var service = _host.Services.GetRequiredService<SignInService>();
        var user = await service.FindUserByLoginAsync("shop", SignInHost.Login, CancellationToken.None);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            var session = (await service.StartAsync(user!, CancellationToken.None)).Token;
            using var response = await _host.Door.SendAsync("GET", "/shop/counted", null, null, ("Cookie", $"session={session}"));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.TooManyRequests], statuses);
    }
}
