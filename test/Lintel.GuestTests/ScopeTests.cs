using System.Net;

namespace Lintel.GuestTests;

/// <summary>Scopes are asked for on a group, an endpoint, a controller, an action and a hub, as the page shows.</summary>
public sealed class ScopeTests(Pair pair) : IClassFixture<Pair>
{
    private const string Order = """{"item":"lamp","count":2}""";
    private const string Customer = """{"name":"Brook Dairy","stars":3}""";

    [Theory]
    [InlineData("GET /shop/hello", "", false, true)]
    [InlineData("POST /shop/orders", Order, false, false)]
    [InlineData("GET /shop/customers/1", "", false, true)]
    [InlineData("POST /shop/customers", Customer, false, false)]
    [InlineData("POST /shop/chat/negotiate?negotiateVersion=1", "", false, true)]
    public async Task Key_does_what_its_scopes_allow(string request, string body, bool withNone, bool withRead)
    {
        Assert.Equal(withNone, await IsAdmittedAsync(request, body, await pair.With.IssueAsync()));
        Assert.Equal(withRead, await IsAdmittedAsync(request, body, await pair.With.IssueAsync("orders:read")));
        Assert.True(await IsAdmittedAsync(request, body, await pair.KeyAsync()));
    }

    private async Task<bool> IsAdmittedAsync(string request, string body, string key)
    {
        using var response = await pair.With.SendAsync(request, key, body);
        if (response.IsSuccessStatusCode)
        {
            return true;
        }

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (response.StatusCode, InsideTests.CodeOf(await response.Content.ReadAsStringAsync())));
        return false;
    }
}
