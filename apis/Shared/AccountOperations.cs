using Lintel.Accounts;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace Lintel.Shared;

/// <summary>The calls under the management API by which an operator does what the vendor has in its dashboard.</summary>
public static class AccountOperations
{
    /// <summary>The scope of calls that change something.</summary>
    public const string Scope = "records:write";

    /// <summary>The scope of calls that read.</summary>
    public const string ReadScope = "records:read";

    /// <summary>
    /// The operation is about the account that the path names as <c>{account}</c>, one of the API's; its handler takes a <see cref="Resource{T}"/> of
    /// <see cref="Account"/>.
    /// </summary>
    /// <param name="operation">The endpoint.</param>
    /// <param name="api">The name of the API.</param>
    /// <param name="scope">The scope that the operation needs.</param>
    public static RouteHandlerBuilder OfAccount(this RouteHandlerBuilder operation, string api, string scope = Scope) => operation.RequireScope(scope).Resource(
        async (string account, AccountService accounts, CancellationToken cancellationToken) =>
            await accounts.FindAsync(account, cancellationToken) is { } found && found.Api == api ? found : null,
        "Account").WithoutSideEffects();
}
