using Lintel.Accounts;
using Lintel.Contracts;
using Lintel.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>The operator token: a key of the management API with all its scopes. Its text is kept in a file of mode 600, never in the database.</summary>
public static class OperatorAccess
{
    /// <summary>The account that operator tokens belong to.</summary>
    public const string AccountId = "acct_operator";

    private const string KeyName = "operator";

    /// <summary>Makes sure that there is an operator token, and exactly one.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="file">Where the token is kept between starts; not written where <paramref name="token"/> is given.</param>
    /// <param name="token">The token to use, in the form of a key of the management API; null for the file's, or a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token.</returns>
    /// <exception cref="InvalidOperationException">The given token is not in the form of a key.</exception>
    public static async Task<string> EnsureOperatorAsync(this IServiceProvider services, string file, string? token = null, CancellationToken cancellationToken = default)
    {
        var keys = services.GetRequiredService<KeyService>();
        var scopes = services.GetRequiredService<AspNetCore.LintelOptions>().Contracts.Single(contract => contract.Api == Contract.Default.Api).Scopes.Select(scope => scope.Name).ToArray();
        await EnsureAccountAsync(services.GetRequiredService<AccountService>(), cancellationToken);
        var wanted = token ?? Read(file);
        var stored = wanted is null ? null : await services.GetRequiredService<KeyFinder>().FindAsync(wanted, cancellationToken);
        if (stored is { State: KeyState.Active, AccountId: AccountId, ExpiresAt: null } && stored.Scopes.ToHashSet().SetEquals(scopes))
        {
            return wanted!;
        }

        await DeleteOldAsync(services.GetRequiredService<ILintelStores>().Keys, keys, cancellationToken);
        var request = new NewKey { AccountId = AccountId, Name = KeyName, Scopes = scopes };
        if (token is not null)
        {
            return await keys.ImportAsync(request, token, cancellationToken) is KeyResult.Issued ? token : throw NoToken();
        }

        var issued = (KeyResult.Issued)await keys.IssueAsync(request, cancellationToken);
        PrivateFile.Write(file, issued.New.Secret + "\n");
        return issued.New.Secret;
    }

    private static async Task EnsureAccountAsync(AccountService accounts, CancellationToken cancellationToken) => await accounts.CreateAsync(
        new NewAccount { Id = AccountId, Api = Contract.Default.Api, Name = "Operators", Plan = "standard", Subscription = "active" },
        cancellationToken);

    /// <summary>A token that was replaced must not work beside the new one.</summary>
    private static async Task DeleteOldAsync(IKeyStore store, KeyService keys, CancellationToken cancellationToken)
    {
        foreach (var old in await store.ListAsync(new KeyQuery(AccountId, Contract.Default.Api, After: null, Limit: 200), cancellationToken))
        {
            if (old.Name == KeyName)
            {
                await keys.DeleteAsync(old.Id, version: null, cancellationToken);
            }
        }
    }

    private static string? Read(string file) => File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : null;

    private static InvalidOperationException NoToken() => new(
        "The operator token must have the form of a key of the management API, such as a token that was made by an earlier start without one.");
}
