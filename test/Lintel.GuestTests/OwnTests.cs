using System.Net;
using System.Net.Http.Headers;
using Lintel.Accounts;
using Lintel.Keys;
using Lintel.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.GuestTests;

/// <summary>The tests of an application's own, as docs/testing.md shows them.</summary>
public sealed class OwnTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly WebApplicationFactory<Program> _factory;

    public OwnTests() => _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(
        host => host.ConfigureTestServices(services =>
        {
            services.AddLintel().AddInMemoryStores();
            services.AddSingleton<TimeProvider>(_clock);
        }));

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public async Task Order_is_read_with_a_key_that_may_and_refused_when_the_key_has_expired()
    {
        using var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await IssueAsync("orders:read"));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/shop/orders/1")).StatusCode);

        _clock.Advance(TimeSpan.FromDays(31));
        var refused = await client.GetAsync("/shop/orders/1");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("\"code\":\"no_key\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stores_in_memory_take_the_place_of_files()
    {
        using var client = _factory.CreateClient();

        var root = _factory.Services.GetRequiredService<IHostEnvironment>().ContentRootPath;
        Assert.False(Directory.Exists(Path.Combine(root, "data")));
    }

    private async Task<string> IssueAsync(params string[] scopes)
    {
        var accounts = _factory.Services.GetRequiredService<AccountService>();
        var account = (AccountResult.Changed)await accounts.CreateAsync(new NewAccount { Api = "shop", Name = "Brook Dairy" }, default);

        var keys = _factory.Services.GetRequiredService<KeyService>();
        var issued = (KeyResult.Issued)await keys.IssueAsync(
            new NewKey { AccountId = account.Account.Id, Name = "test", Scopes = scopes, ExpiresAt = _clock.GetUtcNow().AddDays(30) }, default);
        return issued.New.Secret;
    }
}
