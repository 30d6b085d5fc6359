using Lintel.Accounts;
using Lintel.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Door;

/// <summary>Accounts and keys for tests, made as an operator makes them.</summary>
internal static class TestKeys
{
    public static async Task<(string AccountId, string Key)> IssueAsync(IServiceProvider services, string api, params string[] scopes)
    {
        var created = await services.GetRequiredService<AccountService>().CreateAsync(
            new NewAccount { Api = api, Name = "Test" }, CancellationToken.None);
        var account = ((AccountResult.Changed)created).Account;
        var issued = await services.GetRequiredService<KeyService>().IssueAsync(
            new NewKey { AccountId = account.Id, Name = "test", Scopes = scopes }, CancellationToken.None);
        return (account.Id, ((KeyResult.Issued)issued).Secret);
    }
}
