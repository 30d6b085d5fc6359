using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.Keys;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Guest;

/// <summary>Two versions of an API, each with a contract of its own, share accounts and keys.</summary>
public sealed class RealmTests
{
    private static readonly string Second = DoorHost.Contract.Replace("api: shop", "api: shop-two\nrealm: shop", StringComparison.Ordinal)
        .Replace("basePath: /shop", "basePath: /v2", StringComparison.Ordinal)
        .Replace("bad_key:", "bad_key_two:", StringComparison.Ordinal);

    [Fact]
    public async Task Key_of_the_realm_opens_both_and_is_revoked_in_both()
    {
        await using var host = await StartAsync(Second);

        foreach (var path in new[] { "/shop/things", "/v2/things" })
        {
            Assert.Equal(200, (await host.SendAsync("GET", path, host.Key)).Status);
        }

        var keys = host.Services.GetRequiredService<KeyService>();
        var key = (await EntryAsync(host.Services, "shop-two")).KeyId!;
        await keys.RevokeAsync(key, null, CancellationToken.None);

        Assert.Equal("bad_key", (await host.SendAsync("GET", "/shop/things", host.Key)).Code);
        Assert.Equal("bad_key_two", (await host.SendAsync("GET", "/v2/things", host.Key)).Code);
    }

    [Fact]
    public async Task Limits_of_the_two_are_counted_apart()
    {
        await using var host = await StartAsync(Second.Replace("allow: 50", "allow: 1", StringComparison.Ordinal));

        Assert.Equal(200, (await host.SendAsync("GET", "/v2/things", host.Key)).Status);
        Assert.Equal("rate", (await host.SendAsync("GET", "/v2/things", host.Key)).Code);
        Assert.Equal(200, (await host.SendAsync("GET", "/shop/things", host.Key)).Status);
    }

    [Fact]
    public async Task Account_is_made_in_the_realm_alone()
    {
        await using var host = await StartAsync(Second);

        var result = await host.Services.GetRequiredService<AccountService>().CreateAsync(
            new NewAccount { Api = "shop-two", Name = "Test", Plan = "any", Subscription = "active" }, CancellationToken.None);

        Assert.Equal("api", Assert.Single(Assert.IsType<AccountResult.Invalid>(result).Faults).Field);
    }

    [Theory]
    [InlineData("/lintel/v1/accounts?api=shop")]
    [InlineData("/lintel/v1/accounts?api=shop-two")]
    [InlineData("/lintel/v1/keys?api=shop-two")]
    public async Task Accounts_and_keys_of_the_realm_are_listed_by_the_name_of_either(string path)
    {
        await using var host = await StartAsync(Second);
        var (_, key) = await TestKeys.IssueAsync(host.Services, "lintel", "accounts:read", "keys:read");

        Assert.Contains("\"api\":\"shop\"", (await host.SendAsync("GET", path, key)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("realm: shop", "realm: till", "The realm of two.yaml is 'till', which no contract here has for its API.")]
    [InlineData("realm: shop", "realm: lintel", "'lintel', which")]
    [InlineData("prefix: shop", "prefix: till", "has no keys with the prefix 'till'")]
    [InlineData("things:read", "things:see", "no key can have the scope 'things:see'")]
    public async Task Contract_that_cannot_take_the_realms_keys_is_refused_at_start(string piece, string replacement, string fault)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(Second.Replace(piece, replacement, StringComparison.Ordinal)));

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    private static Task<GuestHost> StartAsync(string second) => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapGet("/shop/things", () => "things");
            app.MapGet("/v2/things", () => "things");
            app.MapManagement();
        },
        late: services => services.AddLintel().AddManagement(),
        options: lintel => lintel.Contracts.Add(ContractReader.Read(second, "two.yaml")));

    private static async Task<RequestLogEntry> EntryAsync(IServiceProvider services, string api)
    {
        await services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        return Assert.Single(
            (await services.GetRequiredService<IRequestLogStore>().SearchAsync(new RequestLogQuery { Api = api, Limit = 1 }, CancellationToken.None)).Entries);
    }
}
