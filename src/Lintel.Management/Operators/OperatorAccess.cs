using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>The operator token: a key of the management API with all its scopes. Its text is kept in a file of mode 600, never in the database.</summary>
public static class OperatorAccess
{
    /// <summary>The account that operator tokens belong to.</summary>
    public const string AccountId = "acct_operator";

    private const string KeyName = "operator";

    private const int PageSize = 200;

    /// <summary>
    /// Makes sure that there is an operator token that works. One that was revoked, has expired or was rotated away is replaced by a new one, and all older
    /// ones end.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="file">Where the token is kept between starts; not written where <paramref name="token"/> is given.</param>
    /// <param name="token">The token to use, in the form of a key of the management API; null for the file's, or a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token.</returns>
    /// <exception cref="OperatorTokenException">The given token is not in the form of a key or has ended, or others can read the file.</exception>
    public static async Task<string> EnsureOperatorAsync(
        this IServiceProvider services,
        string file,
        string? token = null,
        CancellationToken cancellationToken = default)
    {
        var contract = services.GetRequiredService<LintelOptions>().Contracts.Single(contract => contract.Api == Contract.Default.Api);
        var request = new NewKey { AccountId = AccountId, Name = KeyName, Scopes = [.. contract.Scopes.Select(scope => scope.Name)] };
        var keys = services.GetRequiredService<KeyService>();
        await EnsureAccountAsync(services.GetRequiredService<AccountService>(), contract, cancellationToken);
        if ((token ?? Read(file)) is { } wanted)
        {
            if (await TryKeepAsync(services, contract, wanted, request.Scopes, cancellationToken) is { } kept)
            {
                if (token is not null)
                {
                    await EndOthersAsync(services.GetRequiredService<ILintelStores>().Keys, keys, kept, cancellationToken);
                }

                return wanted;
            }

            if (await services.GetRequiredService<KeyFinder>().FindAsync(wanted, cancellationToken) is { AccountId: AccountId } ended)
            {
                RefuseEnded(token, file);
                await keys.DeleteAsync(ended.Id, version: null, cancellationToken);
            }
        }

        await EndOthersAsync(services.GetRequiredService<ILintelStores>().Keys, keys, kept: null, cancellationToken);
        if (token is not null)
        {
            return await keys.ImportAsync(request, token, cancellationToken) is KeyResult.Issued ? token : throw NoToken();
        }

        var issued = (KeyResult.Issued)await keys.IssueAsync(request, cancellationToken);
        PrivateFile.Write(file, issued.New.Secret + "\n");
        return issued.New.Secret;
    }

    private static async Task EnsureAccountAsync(AccountService accounts, Contract contract, CancellationToken cancellationToken) => await accounts.CreateAsync(
        new NewAccount
        {
            Id = AccountId,
            Api = contract.Api,
            Name = "Operators",
            Plan = contract.Accounts.Plans is [var plan, ..] ? plan : "standard",
            Subscription = contract.Accounts.Subscriptions is [var subscription, ..] ? subscription : "active",
        },
        cancellationToken);

    /// <summary>Keeps a token that works, and gives it the scopes that the contract has got since it was made.</summary>
    /// <returns>The id of its key; null where the token does not work.</returns>
    private static async Task<string?> TryKeepAsync(
        IServiceProvider services,
        Contract contract,
        string token,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken)
    {
        // As a request is verified: a secret that was rotated away does not count, though its key lives.
        var verdict = await services.GetRequiredService<KeyVerifier>().VerifyAsync(
            contract,
            SchemeOf(contract),
            token.AsMemory(),
            PresentedKeyMemo.None,
            cancellationToken);
        if (!verdict.TryGet(out var key) || key.AccountId != AccountId)
        {
            return null;
        }

        if (!key.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(scopes))
        {
            await services.GetRequiredService<KeyService>().EditAsync(key.Id, new KeyEdit { Scopes = scopes }, version: null, cancellationToken);
        }

        return key.Id;
    }

    /// <summary>Ends every operator token but one: what was replaced must not work beside what replaced it.</summary>
    private static async Task EndOthersAsync(IKeyStore store, KeyService keys, string? kept, CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await store.ListAsync(new KeyQuery(AccountId, Contract.Default.Api, after, PageSize), cancellationToken);
            foreach (var old in page.Where(key => key.Name == KeyName && key.Id != kept))
            {
                await keys.DeleteAsync(old.Id, version: null, cancellationToken);
            }

            after = page.Count < PageSize ? null : page[^1].Id;
        }
        while (after is not null);
    }

    private static KeyScheme SchemeOf(Contract contract) =>
        contract.Keys ?? throw new OperatorTokenException(
            $"{contract.File} reads no keys, so there can be no operator token. Add a credential of kind bearer or header.");

    private static void RefuseEnded(string? token, string file)
    {
        if (token is not null)
        {
            throw new OperatorTokenException(
                "The operator token that is set was revoked, replaced or rotated, or has expired, and never works again. "
                + $"Start once without it; a new token is then made in {file}.");
        }
    }

    private static string? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        return PrivateFile.ExposureOf(file) is { } exposure
            ? throw new OperatorTokenException(
                $"The operator token is not safe: {exposure}; if somebody may have read it, delete the file, and the next start makes a new one.")
            : File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : null;
    }

    private static OperatorTokenException NoToken() => new(
        "The operator token must have the form of a key of the management API, such as a token that was made by an earlier start without one.");
}
