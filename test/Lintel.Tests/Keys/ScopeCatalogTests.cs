using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class ScopeCatalogTests
{
    private readonly ScopeCatalog _catalog = new(TestContracts.Own.Scopes);

    [Theory]
    [InlineData("items:read", "items:read", true)]
    [InlineData("items:write", "items:read", true)]
    [InlineData("items:admin", "items:read", true)]
    [InlineData("items:read", "items:write", false)]
    [InlineData("items:read", "Items:Read", false)]
    [InlineData("items:read", "things:read", false)]
    [InlineData("retired:scope", "items:read", false)]
    public async Task Scope_grants_itself_and_what_it_implies(string granted, string required, bool expected) =>
        Assert.Equal(expected, _catalog.Grants((await KeyWithAsync(granted)).Scopes, required));

    [Fact]
    public async Task Effective_scopes_are_in_the_contracts_order() =>
        Assert.Equal(["items:read", "items:write"], _catalog.EffectiveOf((await KeyWithAsync("items:write")).Scopes));

    [Fact]
    public async Task Question_allocates_nothing()
    {
        var key = await KeyWithAsync("items:admin");
        _catalog.Grants(key.Scopes, "items:read");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _catalog.Grants(key.Scopes, "items:read");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static async Task<ApiKey> KeyWithAsync(string scope) => (await (await KeyHarness.StartAsync()).IssueAsync()).Key with { Scopes = [scope] };
}
