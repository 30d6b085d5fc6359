using System.Collections.Concurrent;
using Lintel.Accounts;
using Lintel.Keys;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management.Demo;

/// <summary>
/// Demo accounts and keys in the stores of the process. A key of the previous <c>demo.json</c> stays where it opens exactly what is wanted; else it
/// is deleted, and a new one is issued and brought into its state by the same calls that an operator has.
/// </summary>
/// <param name="accounts">Makes and changes accounts.</param>
/// <param name="stores">Where accounts are looked up.</param>
/// <param name="keys">Issues and changes keys.</param>
/// <param name="finder">Finds the key of a text.</param>
/// <param name="clock">The clock.</param>
/// <param name="environment">The environment of the process.</param>
/// <param name="previous">The <c>demo.json</c> of the last start.</param>
internal sealed class StoredDemoKeys(
    AccountService accounts,
    ILintelStores stores,
    KeyService keys,
    KeyFinder finder,
    TimeProvider clock,
    string environment,
    DemoDocument previous) : DemoKeys
{
    private readonly ConcurrentDictionary<string, string> _apiOf = new();

    public static StoredDemoKeys Of(IServiceProvider services, DemoDocument previous) => new(
        services.GetRequiredService<AccountService>(),
        services.GetRequiredService<ILintelStores>(),
        services.GetRequiredService<KeyService>(),
        services.GetRequiredService<KeyFinder>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<AspNetCore.LintelOptions>().Environment,
        previous);

    public override async Task<Account> EnsureAsync(DemoAccount account, CancellationToken cancellationToken)
    {
        _apiOf[account.Id] = account.Api;
        var stored = await stores.Accounts.FindAsync(account.Id, cancellationToken);
        return stored switch
        {
            null => Take(await accounts.CreateAsync(NewOf(account), cancellationToken)),
            _ when Fits(stored, account) => stored,
            _ => Take(await accounts.EditAsync(account.Id, EditOf(account), version: null, cancellationToken)),
        };
    }

    public override async Task<string> EnsureAsync(DemoKey key, CancellationToken cancellationToken)
    {
        if (previous.Key(await ApiOf(key.AccountId, cancellationToken), key.Name) is { } text && await finder.FindAsync(text, cancellationToken) is { } stored)
        {
            if (Fits(stored, key))
            {
                return text;
            }

            await keys.DeleteAsync(stored.Id, version: null, cancellationToken);
        }

        return await IssueAsync(key, cancellationToken);
    }

    private static NewAccount NewOf(DemoAccount account) => new()
    {
        Id = account.Id,
        Api = account.Api,
        Name = account.Name,
        Plan = account.Plan,
        Subscription = account.Subscription,
        Limits = account.Limits,
        IsDemo = true,
    };

    private static AccountEdit EditOf(DemoAccount account) => new()
    {
        Name = account.Name,
        Plan = account.Plan,
        Subscription = account.Subscription,
        Limits = account.Limits,
    };

    private static bool Fits(Account stored, DemoAccount wanted) =>
        stored.Name == wanted.Name && stored.Plan == wanted.Plan && stored.Subscription == wanted.Subscription && Same(stored.Limits, wanted.Limits);

    private static Account Take(AccountResult result) =>
        result is AccountResult.Changed changed ? changed.Account : throw new InvalidOperationException($"A demo account cannot be made: {result}.");

    private static bool Same(IReadOnlyDictionary<string, int> left, IReadOnlyDictionary<string, int> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private bool Fits(ApiKey stored, DemoKey wanted) =>
        stored.AccountId == wanted.AccountId
        && stored.Name == wanted.Name
        && stored.State == wanted.State
        && stored.Environment == (wanted.Environment ?? environment)
        && stored.Scopes.ToHashSet().SetEquals(wanted.Scopes)
        && stored.Addresses.ToHashSet().SetEquals(wanted.Addresses)
        && (stored.Applications ?? []).ToHashSet().SetEquals(wanted.Applications ?? [])
        && Same(stored.Limits, wanted.Limits)
        && (wanted.Expired ? stored.ExpiresAt <= clock.GetUtcNow() : stored.ExpiresAt is null)
        && stored.Secrets.Count == 1;

    private async Task<string> ApiOf(string accountId, CancellationToken cancellationToken) =>
        _apiOf.TryGetValue(accountId, out var api)
            ? api
            : (await stores.Accounts.FindAsync(accountId, cancellationToken))?.Api ?? throw new InvalidOperationException(
                $"The demo account {accountId} must be made before its keys.");

    private async Task<string> IssueAsync(DemoKey key, CancellationToken cancellationToken)
    {
        var request = new NewKey
        {
            AccountId = key.AccountId,
            Name = key.Name,
            Scopes = key.Scopes,
            Addresses = key.Addresses,
            Applications = key.Applications,
            Limits = key.Limits,
            Environment = key.Environment,
            ExpiresAt = key.Expired ? clock.GetUtcNow() : null,
        };
        if (await keys.IssueAsync(request, cancellationToken) is not KeyResult.Issued issued)
        {
            throw new InvalidOperationException($"The demo key {key.Name} of {key.AccountId} cannot be issued.");
        }

        await MoveAsync(issued.Key.Id, key.State, cancellationToken);
        return issued.Secret;
    }

    private Task MoveAsync(string id, KeyState state, CancellationToken cancellationToken) => state switch
    {
        KeyState.Disabled => keys.DisableAsync(id, version: null, cancellationToken),
        KeyState.Revoked => keys.RevokeAsync(id, version: null, cancellationToken),
        KeyState.Deleted => keys.DeleteAsync(id, version: null, cancellationToken),
        _ => Task.CompletedTask,
    };
}
