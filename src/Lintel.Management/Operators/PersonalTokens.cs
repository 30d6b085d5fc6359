using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Operators;

namespace Lintel.Management.Operators;

/// <summary>The personal tokens of operators: keys of the operator account that belong to one of them.</summary>
internal static class PersonalTokens
{
    /// <summary>The most that an operator may have, so that all fit on one page.</summary>
    public const int Most = 50;

    public static ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyService keys, string operatorId, CancellationToken cancellationToken) =>
        ListAsync(keys, operatorId, Most, cancellationToken);

    private static ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyService keys, string operatorId, int limit, CancellationToken cancellationToken) =>
        keys.ListAsync(new KeyQuery(OperatorService.AccountId, OperatorService.Api, After: null, limit) { OperatorId = operatorId }, cancellationToken);

    /// <summary>The role of the operator whose personal token a key is; null for every other key.</summary>
    public static async ValueTask<OperatorRole?> RoleOfAsync(ApiCall call, string keyId) =>
        await call.Service<IKeyStore>().FindAsync(keyId, call.Aborted) is { OperatorId: { } id }
            && await call.Service<OperatorCache>().FindAsync(id, call.Aborted) is { } found
            ? found.Role
            : null;

    /// <summary>Makes a token.</summary>
    /// <returns>The token or what is wrong with it; null where the operator has as many as they may.</returns>
    public static async Task<KeyResult?> IssueAsync(KeyService keys, string operatorId, NewToken token, CancellationToken cancellationToken)
    {
        if ((await ListAsync(keys, operatorId, cancellationToken)).Count >= Most)
        {
            return null;
        }

        var result = await keys.IssueAsync(
            new NewKey
            {
                AccountId = OperatorService.AccountId,
                OperatorId = operatorId,
                Name = token.Name,
                Scopes = token.Scopes,
                ExpiresAt = token.ExpiresAt,
            },
            cancellationToken);

        // Others may have been made since they were counted, also on another node. Its secret was told to nobody yet.
        if (result is KeyResult.Issued { Key: var added } && (await ListAsync(keys, operatorId, Most + 1, cancellationToken)).Count > Most)
        {
            await keys.DeleteAsync(added.Id, version: null, cancellationToken);
            return null;
        }

        return result;
    }

    /// <summary>Ends a token.</summary>
    /// <returns>The change; null where the operator has no such token.</returns>
    public static async Task<KeyResult.Changed?> RemoveAsync(KeyService keys, string operatorId, string id, CancellationToken cancellationToken) =>
        (await keys.FindAsync(id, cancellationToken))?.OperatorId == operatorId
            ? await keys.DeleteAsync(id, version: null, cancellationToken) as KeyResult.Changed
            : null;

    /// <summary>Ends all tokens.</summary>
    public static async Task RemoveAllAsync(KeyService keys, string operatorId, CancellationToken cancellationToken)
    {
        while (await ListAsync(keys, operatorId, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var token in page)
            {
                await keys.DeleteAsync(token.Id, version: null, cancellationToken);
            }
        }
    }
}
