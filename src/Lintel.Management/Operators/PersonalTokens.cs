using Lintel.Keys;
using Lintel.Operators;

namespace Lintel.Management.Operators;

/// <summary>The personal tokens of operators: keys of the operator account that belong to one of them.</summary>
internal static class PersonalTokens
{
    /// <summary>The most that an operator may have, so that all fit on one page.</summary>
    public const int Most = 50;

    public static ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyService keys, string operatorId, CancellationToken cancellationToken) =>
        keys.ListAsync(new KeyQuery(OperatorService.AccountId, OperatorService.Api, After: null, Most) { OperatorId = operatorId }, cancellationToken);

    /// <summary>Makes a token.</summary>
    public static Task<KeyResult> IssueAsync(KeyService keys, string operatorId, NewToken token, CancellationToken cancellationToken) => keys.IssueAsync(
        new NewKey
        {
            AccountId = OperatorService.AccountId,
            OperatorId = operatorId,
            Name = token.Name,
            Scopes = token.Scopes,
            ExpiresAt = token.ExpiresAt,
        },
        cancellationToken);

    /// <summary>Ends a token.</summary>
    /// <returns>False where the operator has no such token.</returns>
    public static async Task<bool> RemoveAsync(KeyService keys, string operatorId, string id, CancellationToken cancellationToken) =>
        (await keys.FindAsync(id, cancellationToken))?.OperatorId == operatorId
            && await keys.DeleteAsync(id, version: null, cancellationToken) is KeyResult.Changed;

    /// <summary>Ends all tokens.</summary>
    public static async Task RemoveAllAsync(KeyService keys, string operatorId, CancellationToken cancellationToken)
    {
        foreach (var token in await ListAsync(keys, operatorId, cancellationToken))
        {
            await keys.DeleteAsync(token.Id, version: null, cancellationToken);
        }
    }
}
