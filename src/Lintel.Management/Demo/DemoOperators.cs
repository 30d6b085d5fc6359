using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Operators;
using Lintel.Operators;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management.Demo;

/// <summary>
/// An operator of each role with a personal token that may do all that the role may. What is there and right stays, so that a second start changes no secret.
/// The owner is the one whom the first start has made.
/// </summary>
internal sealed class DemoOperators(
    OperatorRights rights,
    IOperatorStore store,
    OperatorService operators,
    KeyService keys,
    KeyFinder finder,
    string environment,
    DemoDocument previous)
{
    public static DemoOperators Of(IServiceProvider services, DemoDocument previous) => new(
        new OperatorRights(services.GetRequiredService<LintelOptions>().Contracts.Single(contract => contract.Api == OperatorService.Api).Scopes),
        services.GetRequiredService<IOperatorStore>(),
        services.GetRequiredService<OperatorService>(),
        services.GetRequiredService<KeyService>(),
        services.GetRequiredService<KeyFinder>(),
        services.GetRequiredService<LintelOptions>().Environment,
        previous);

    /// <summary>Makes sure that they are there.</summary>
    /// <returns>The tokens by the roles.</returns>
    public async Task<JsonObject> EnsureAsync(CancellationToken cancellationToken)
    {
        var tokens = new JsonObject();
        foreach (var role in Enum.GetValues<OperatorRole>())
        {
            var word = OperatorShape.Roles[(int)role];
            tokens[word] = await EnsureTokenAsync(await EnsureOperatorAsync(role, word, cancellationToken), word, cancellationToken);
        }

        return tokens;
    }

    private async Task<Operator> EnsureOperatorAsync(OperatorRole role, string word, CancellationToken cancellationToken)
    {
        if (role == OperatorRole.Owner)
        {
            return await store.FindOwnerAsync(cancellationToken) ?? throw new InvalidOperationException("The operators have no owner.");
        }

        var login = $"demo-{word}";
        var stored = await store.FindByLoginAsync(login, cancellationToken);
        if (stored is null)
        {
            return await operators.AddAsync(login, $"Demo {word}", role, cancellationToken)
                ?? throw new InvalidOperationException($"{login} is no operator.");
        }

        if (stored.Role != role || stored.DisabledAt is not null)
        {
            await operators.ChangeAsync(stored, stored with { Role = role, DisabledAt = null }, cancellationToken);
        }

        return stored with { Role = role };
    }

    private async Task<string> EnsureTokenAsync(Operator owner, string word, CancellationToken cancellationToken)
    {
        var scopes = rights.ScopesOf(owner.Role);
        if (previous.OperatorToken(word) is { } text
            && await finder.FindAsync(text, cancellationToken) is { State: KeyState.Active, ExpiresAt: null } key
            && key.OperatorId == owner.Id
            && key.Environment == environment)
        {
            if (!key.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(scopes))
            {
                await keys.EditAsync(key.Id, new KeyEdit { Scopes = scopes }, version: null, cancellationToken);
            }

            return text;
        }

        return await PersonalTokens.IssueAsync(keys, owner.Id, new NewToken("demo.json", scopes, ExpiresAt: null), cancellationToken) is KeyResult.Issued issued
            ? issued.Secret
            : throw new InvalidOperationException($"There is no token for {owner.Login}.");
    }
}
