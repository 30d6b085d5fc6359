using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;

namespace Lintel.Management.Rights;

/// <summary>
/// Keeps callers of the management API from giving anybody more of it than they have themselves. Keys of customers' APIs are what <c>keys:write</c> is for;
/// the operator account, with its keys and people, needs a scope of its own.
/// </summary>
internal static class ManagementRights
{
    /// <summary>The scope that the operator account needs.</summary>
    public const string OperatorScope = OperatorRights.ChangesOperators;

    private static readonly string[] Exported = ["accounts:read", "keys:read", "requests:read"];

    /// <summary>The fewest requests in a window that the operators' own account is left.</summary>
    public const int FewestRequests = 60;

    /// <summary>Returns true if a name is that of the management API.</summary>
    public static bool IsManagement(string api) => api == Contract.Default.Api;

    /// <summary>
    /// Checks a new account, and a change of one or of its people. Those of the management API belong to whoever changes operators: each has limits of its own,
    /// which whoever could add some would multiply, and who signs in there is an operator.
    /// </summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToChangeAccount(ApiCall call, string api) => IsManagement(api) ? ToOperate(call) : null;

    /// <summary>Checks that the caller may have everything that is kept of an account: what each of its records asks for by itself.</summary>
    /// <returns>The refusal; null where the caller may have it.</returns>
    public static Refusal? ToExport(ApiCall call, Account account) =>
        Exported.FirstOrDefault(scope => !Has(call, scope)) is { } lacking ? Lacks(call, lacking) : ToChangeAccount(call, account.Api);

    /// <summary>Checks a change of a key of an account.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToChange(ApiCall call, string accountId) => accountId == OperatorService.AccountId ? ToOperate(call) : null;

    /// <summary>Checks new limits: those of the management API hold its callers back, and nobody lifts them for themselves.</summary>
    /// <param name="call">The call.</param>
    /// <param name="api">The API of the key or account.</param>
    /// <param name="limits">The limits; null where they stay as they are.</param>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToLimit(ApiCall call, string api, IReadOnlyDictionary<string, int>? limits) =>
        IsManagement(api) && limits is not null ? ToOperate(call) : null;

    /// <summary>
    /// Checks new limits of the operators' own account: what counts every request stays at least <see cref="FewestRequests"/>, so that nobody locks out all
    /// operators, who could not undo it. Limits of one key are that key's alone.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="limits">The limits; null where they stay as they are.</param>
    /// <returns>The refusal; null where the limits leave room.</returns>
    public static Refusal? ToLeaveRoom(ApiCall call, string accountId, IReadOnlyDictionary<string, int>? limits)
    {
        if (accountId != OperatorService.AccountId || limits is null)
        {
            return null;
        }

        FieldFault[] faults =
        [
            .. call.Contract.Limits.Where(policy => !policy.Named && limits.TryGetValue(policy.Name, out var allow) && allow < FewestRequests).Select(
                policy => RecordRules.Fault(
                    $"limits.{policy.Name}",
                    FieldFaultKind.TooSmall,
                    $"must be at least {FewestRequests} for the operators' own account, or nobody could sign in to raise it again")),
        ];
        return faults.Length == 0 ? null : Refusal.Invalid(faults);
    }

    /// <summary>Checks the reset of a limit: as with new ones, nobody lifts those of the management API for themselves.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToReset(ApiCall call, Account account) => IsManagement(account.Api) ? ToOperate(call) : null;

    /// <summary>Checks that the caller may hand out a new key.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToIssue(ApiCall call, Account account, NewKey key) =>
        ToChange(call, account.Id) ?? ToLimit(call, account.Api, key.Limits.Count > 0 ? key.Limits : null) ?? ToReach(
            call,
            account.Api,
            new KeyReach(key.Scopes, key.Addresses, key.ExpiresAt)) ?? ToMultiply(call, account.Api);

    /// <summary>Checks that the caller may import a key, as <see cref="ToIssue"/> does for a new one.</summary>
    /// <returns>The field at fault, and what is wrong, to follow its name; null where the caller may do it.</returns>
    public static (string Field, string Problem)? ToImport(ApiCall call, Account account, NewKey key)
    {
        if (ToChange(call, account.Id) is not null)
        {
            return ("accountId", $"names the operator account, whose keys need the scope '{OperatorScope}'");
        }

        if (ToLimit(call, account.Api, key.Limits.Count > 0 ? key.Limits : null) is not null)
        {
            return ("limits", $"are of a management key, which needs the scope '{OperatorScope}'");
        }

        return ToReach(call, account.Api, new KeyReach(key.Scopes, key.Addresses, key.ExpiresAt)) switch
        {
            null when ToMultiply(call, account.Api) is not null => ("accountId", "names a management account, whose keys a personal token does not make"),
            null => null,
            { Condition: var condition } lacking when condition == Condition.ScopeMissing =>
                ("scopes", $"grant '{lacking["required"]}', which the key that asks for it lacks"),
            _ => ("accountId", "names a management account, and the key would work from more addresses, or for longer, than the key that asks for it"),
        };
    }

    /// <summary>Checks that the caller may stop a key from working; in a management key nothing but its account matters.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToEnd(ApiCall call, ApiKey key) => ToChange(call, key.AccountId);

    /// <summary>Checks that the caller may revoke access tokens of an issuer: those of the management API are of its operators.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToRevokeTokens(ApiCall call, string issuer) => call.Contract.AccessTokens?.Issuer == issuer ? ToOperate(call) : null;

    /// <summary>Checks that the caller may make a key work, or see a secret of it.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToUse(ApiCall call, ApiKey key) => ToChange(call, key.AccountId) ?? ToReach(call, key.Api, KeyReach.Of(key));

    /// <summary>Checks that the caller may give a key a new secret.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToRotate(ApiCall call, ApiKey key) =>
        ToUse(call, key) ?? (key.Id == call.BoundingKeyOrNull?.Id ? null : ToMultiply(call, key.Api));

    /// <summary>Checks that the caller may change a key: as it is and as it will be.</summary>
    /// <param name="call">The call.</param>
    /// <param name="key">The key.</param>
    /// <param name="edit">The change.</param>
    /// <param name="role">The role of the operator whose personal token it is; null for other keys.</param>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToEdit(ApiCall call, ApiKey key, KeyEdit edit, OperatorRole? role) =>
        ToUse(call, key)
            ?? ToLimit(call, key.Api, edit.Limits)
            ?? ToReach(call, key.Api, KeyReach.Of(key).After(edit))
            ?? (role is { } held && edit.Scopes is { } scopes ? ToHold(call, held, scopes) : null)
            ?? ToWiden(call, key, KeyReach.Of(key).After(edit));

    /// <summary>Checks that the caller may give somebody a role, or let somebody with that role in: it has all that the role has.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToAppoint(ApiCall call, OperatorRole role) =>
        call.Runtime.Roles.ScopesOf(role).FirstOrDefault(scope => !Has(call, scope)) is { } lacking ? Lacks(call, lacking) : null;

    /// <summary>
    /// Checks that the caller may let somebody with a role in by a link: whoever signs in by it is bound by no key, so that the caller must not be either.
    /// </summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToLetIn(ApiCall call, OperatorRole role) =>
        ToAppoint(call, role)
            ?? ToReach(call, OperatorService.Api, new KeyReach([], [], ExpiresAt: null))
            ?? ToMultiply(call, OperatorService.Api);

    /// <summary>
    /// Checks that the caller may see and end the personal tokens and sessions of an operator: their own, or all with the right to change operators.
    /// </summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToSeeOperator(ApiCall call, string operatorId) =>
        operatorId == OperatorOf(call) ? null : ToOperate(call);

    /// <summary>Checks that the caller may see the sessions of a person: those of operators are theirs.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToSeePerson(ApiCall call, User person) =>
        person.AccountId == OperatorService.AccountId ? ToSeeOperator(call, person.Id) : null;

    /// <summary>Checks that the caller may make a personal token, which has no more than its operator.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToIssueToken(ApiCall call, OperatorRole role, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt) =>
        ToHold(call, role, scopes)
            ?? ToReach(call, OperatorService.Api, new KeyReach(scopes, [], expiresAt))
            ?? ToMultiply(call, OperatorService.Api);

    /// <summary>Checks that the caller may end a personal token: one that may do no more than the caller, and always the one that is presented.</summary>
    /// <returns>The refusal; null where the caller may do it.</returns>
    public static Refusal? ToEndToken(ApiCall call, ApiKey token) =>
        token.Id == call.KeyOrNull?.Id ? null : ToReach(call, token.Api, KeyReach.Of(token));

    /// <summary>Returns true if the caller sees the key: those that belong to other operators are for those alone who may change operators.</summary>
    public static bool Sees(ApiCall call, ApiKey key) => key.OperatorId is not { } id || ToSeeOperator(call, id) is null;

    /// <summary>Leaves the keys out that <see cref="Sees"/> leaves out.</summary>
    public static KeyQuery Seen(ApiCall call, KeyQuery query) =>
        Has(call, OperatorScope) ? query : query with { OnlyOperator = OperatorOf(call) ?? string.Empty };

    /// <summary>Returns the operator who asks, by a session or a personal token; null for nobody.</summary>
    public static string? OperatorOf(ApiCall call) => call.SessionOrNull?.UserId ?? call.KeyOrNull?.OperatorId;

    // A personal token has no more than its operator.
    private static Refusal? ToHold(ApiCall call, OperatorRole role, IReadOnlyList<string> scopes)
    {
        var held = call.Runtime.Roles.ScopesOf(role);
        return scopes.FirstOrDefault(scope => call.Contract.Scopes.Any(known => known.Name == scope) && !held.Contains(scope)) is { } beyond
            ? Refusal.For(Condition.ScopeMissing, ("required", beyond), ("available", held))
            : null;
    }

    // What a personal token could make would go on where the token was ended because it had leaked.
    private static Refusal? ToMultiply(ApiCall call, string api) => IsManagement(api) && call.BoundingKeyOrNull is { OperatorId: not null }
        ? Refusal.For(Condition.PermissionDenied).BecauseOf(
            "A personal token, and a session that was begun with one, makes no other credential of the management API, and lets none do more.")
        : null;

    private static Refusal? ToWiden(ApiCall call, ApiKey key, KeyReach wished) =>
        KeyReach.Of(key).Covers(wished) && wished.Scopes.All(key.Scopes.Contains) ? null : ToMultiply(call, key.Api);

    private static Refusal? ToOperate(ApiCall call) => Has(call, OperatorScope) ? null : Lacks(call, OperatorScope);

    private static Refusal? ToReach(ApiCall call, string api, KeyReach reach)
    {
        if (!IsManagement(api))
        {
            return null;
        }

        var lacking = reach.Scopes.FirstOrDefault(scope => !Has(call, scope) && call.Contract.Scopes.Any(known => known.Name == scope));
        if (lacking is not null)
        {
            return Lacks(call, lacking);
        }

        return call.BoundingKeyOrNull is { } own && !KeyReach.Of(own).Covers(reach)
            ? Refusal.For(Condition.PermissionDenied).BecauseOf(
                "The key would work from more addresses, or for longer, than the key that asks for it.")
            : null;
    }

    // Of access tokens and credentials of the application's own nobody knows how long they last, so they hand out nothing.
    private static IReadOnlyList<string> ScopesOf(ApiCall call) =>
        call.KeyOrNull is not null || call.SessionOrNull is not null ? call.ScopesOrNull ?? [] : [];

    private static bool Has(ApiCall call, string scope) => call.Runtime.Scopes.Grants(ScopesOf(call), scope);

    private static Refusal Lacks(ApiCall call, string scope) =>
        Refusal.For(Condition.ScopeMissing, ("required", scope), ("available", ScopesOf(call)));
}
