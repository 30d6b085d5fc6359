using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>
/// The operator token: a key of the management API with all its scopes. Its text is kept in a file of mode 600, and never readable in the database.
/// </summary>
public static class OperatorAccess
{
    /// <summary>The account that operator tokens belong to.</summary>
    public const string AccountId = OperatorService.AccountId;

    private const string KeyName = "operator";
    private const string OwnerLogin = "owner";
    private const string OwnerName = "Owner";

    private const int PageSize = 200;

    /// <summary>
    /// Makes sure that there is an operator token that works. One that was revoked, has expired or was rotated away is replaced by a new one, and all older
    /// ones end, unless other processes share the stores, whose token may be one of them.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="file">Where the token is kept between starts; not written where <paramref name="token"/> is given.</param>
    /// <param name="token">The token to use, in the form of a key of the management API; null for the file's, or a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token.</returns>
    /// <exception cref="OperatorTokenException">The given token is not in the form of a key or has ended, or others can read the file.</exception>
    public static Task<string> EnsureOperatorAsync(
        this IServiceProvider services,
        string file,
        string? token = null,
        CancellationToken cancellationToken = default) => services.EnsureOperatorAsync(file, token, shared: null, cancellationToken);

    /// <summary>The same, with the token of the other processes that share the stores, which is taken where the file has none that works.</summary>
    internal static async Task<string> EnsureOperatorAsync(
        this IServiceProvider services,
        string file,
        string? token,
        string? shared,
        CancellationToken cancellationToken)
    {
        // A process that the others refuse must not end their token.
        var options = services.GetRequiredService<LintelOptions>();
        await services.GetRequiredService<ILintelStores>().Nodes.CheckAsync(options.Environment, cancellationToken);
        var contract = options.Contracts.Single(contract => contract.Api == Contract.Default.Api);
        var request = new NewKey { AccountId = AccountId, Name = KeyName, Scopes = [.. contract.Scopes.Select(scope => scope.Name)] };
        await EnsureAccountAsync(services.GetRequiredService<AccountService>(), contract, cancellationToken);
        await EnsureOwnerAsync(services, cancellationToken);
        if (token is not null)
        {
            return await UseAsync(services, contract, request, token, file, cancellationToken);
        }

        var kept = Read(file, services.GetRequiredService<ILintelStores>().AreShared);
        foreach (var known in new[] { kept, shared }.OfType<string>())
        {
            if (await TryKeepAsync(services, contract, known, request.Scopes, cancellationToken) is not null)
            {
                return known == kept ? known : Write(file, known);
            }
        }

        await EndAsync(services, kept, cancellationToken);
        var issued = (KeyResult.Issued)await services.GetRequiredService<KeyService>().IssueAsync(request, cancellationToken);
        return Write(file, issued.Secret);
    }

    /// <summary>Uses the token that is set.</summary>
    private static async Task<string> UseAsync(
        IServiceProvider services,
        Contract contract,
        NewKey request,
        string token,
        string file,
        CancellationToken cancellationToken)
    {
        if (await TryKeepAsync(services, contract, token, request.Scopes, cancellationToken) is { } kept)
        {
            await EndOthersAsync(services, kept, cancellationToken);
            return token;
        }

        if (await services.GetRequiredService<KeyFinder>().FindAsync(token, cancellationToken) is { AccountId: AccountId })
        {
            throw new OperatorTokenException(
                "The operator token that is set was revoked, replaced or rotated, or has expired, and never works again. "
                    + $"Start once without it; a new token is then made in {file}.");
        }

        await EndOthersAsync(services, kept: null, cancellationToken);
        return await services.GetRequiredService<KeyService>().ImportAsync(request, token, cancellationToken) is KeyResult.Issued ? token : throw NoToken();
    }

    // Whoever has the operator token signs in as the owner, so there is always one. Of several nodes that start at once one adds them.
    private static async Task EnsureOwnerAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<IOperatorStore>().FindOwnerAsync(cancellationToken) is null)
        {
            await services.GetRequiredService<OperatorService>().AddAsync(OwnerLogin, OwnerName, OperatorRole.Owner, cancellationToken);
        }
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

    /// <summary>
    /// Keeps a token that works, and gives it the scopes that the contract has got since it was made. Those that it has beyond them stay: a newer release may
    /// run beside this one.
    /// </summary>
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
        if (!verdict.TryGet(out var key) || key is not { AccountId: AccountId, OperatorId: null })
        {
            return null;
        }

        if (!key.Scopes.ToHashSet(StringComparer.Ordinal).IsSupersetOf(scopes))
        {
            await services.GetRequiredService<KeyService>().EditAsync(key.Id, new KeyEdit { Scopes = scopes }, version: null, cancellationToken);
        }

        return key.Id;
    }

    /// <summary>Ends what did not work of the file, whatever it is called now, and all other operator tokens.</summary>
    private static async Task EndAsync(IServiceProvider services, string? token, CancellationToken cancellationToken)
    {
        if (token is not null
            && !services.GetRequiredService<ILintelStores>().AreShared
            && await services.GetRequiredService<KeyFinder>().FindAsync(token, cancellationToken) is { AccountId: AccountId } ended)
        {
            await services.GetRequiredService<KeyService>().DeleteAsync(ended.Id, version: null, cancellationToken);
        }

        await EndOthersAsync(services, kept: null, cancellationToken);
    }

    /// <summary>
    /// Ends every operator token but one: what was replaced must not work beside what replaced it. Where processes share the stores, they are ended by whoever
    /// runs them: this process cannot know which of them others use.
    /// </summary>
    private static async Task EndOthersAsync(IServiceProvider services, string? kept, CancellationToken cancellationToken)
    {
        var stores = services.GetRequiredService<ILintelStores>();
        if (stores.AreShared)
        {
            return;
        }

        var keys = services.GetRequiredService<KeyService>();
        string? after = null;
        do
        {
            var page = await stores.Keys.ListAsync(new KeyQuery(AccountId, Contract.Default.Api, after, PageSize), cancellationToken);
            foreach (var old in page.Where(key => key is { Name: KeyName, OperatorId: null } && key.Id != kept))
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

    private static string? Read(string file, bool isShared)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        // A file that is missing is written anew from what the other processes have, as long as that works.
        var remedy = isShared ? "revoke its key, and then delete the file" : "delete the file";
        return PrivateFile.ExposureOf(file) is { } exposure
            ? throw new OperatorTokenException(
                $"The operator token is not safe: {exposure}; if somebody may have read it, {remedy}, and the next start makes a new one.")
            : File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : null;
    }

    private static string Write(string file, string token)
    {
        PrivateFile.Write(file, token + "\n");
        return token;
    }

    private static OperatorTokenException NoToken() => new(
        "The operator token must have the form of a key of the management API, such as a token that was made by an earlier start without one.");
}
