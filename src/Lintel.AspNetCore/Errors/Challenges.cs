using System.Collections.Frozen;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// The <c>WWW-Authenticate</c> fields of a contract, made once. RFC 6750 section 3.1: no credentials, no <c>error=</c>; a credential that does not
/// work, <c>invalid_token</c>; a missing scope, <c>insufficient_scope</c>. Where the contract answers a missing and an unknown key by one row, they
/// differ in nothing, so neither has an <c>error=</c>.
/// </summary>
internal sealed class Challenges
{
    private static readonly Condition[] Unusable =
    [
        Condition.CredentialUnknown, Condition.CredentialDisabled, Condition.CredentialRevoked, Condition.CredentialExpired, Condition.CredentialMismatched,
    ];

    private readonly StringValues _plain;
    private readonly StringValues _invalidToken;
    private readonly FrozenDictionary<string, StringValues> _scopes;
    private readonly bool _tellsMissingFromInvalid;

    public Challenges(Contract contract)
    {
        _plain = Make(contract, string.Empty);
        _invalidToken = Make(contract, ", error=\"invalid_token\"");
        _scopes = contract.Scopes.ToFrozenDictionary(scope => scope.Name, scope => BearerOnly(contract, $", error=\"insufficient_scope\", scope=\"{scope.Name}\""));
        _tellsMissingFromInvalid = contract.TryGetError(Condition.CredentialMissing, out var missing)
            && contract.TryGetError(Condition.CredentialUnknown, out var unknown)
            && missing != unknown;
    }

    /// <summary>The challenges of an error response; empty where it carries none.</summary>
    public StringValues For(int status, Refusal refusal)
    {
        if (status == 401)
        {
            return _tellsMissingFromInvalid && refusal.Condition is { } condition && Array.IndexOf(Unusable, condition) >= 0 ? _invalidToken : _plain;
        }

        var scope = refusal.Condition == Condition.ScopeMissing || refusal.Condition == Condition.OperationMissing ? refusal["required"] as string : null;
        return status == 403 && scope is not null && _scopes.TryGetValue(scope, out var challenge) ? challenge : StringValues.Empty;
    }

    private static StringValues Make(Contract contract, string error) =>
        new([.. contract.Credentials.Select(scheme => scheme.Kind == CredentialKind.Bearer ? scheme.Challenge + error : scheme.Challenge)]);

    private static StringValues BearerOnly(Contract contract, string error) =>
        new([.. contract.Credentials.Where(scheme => scheme.Kind == CredentialKind.Bearer).Select(scheme => scheme.Challenge + error)]);
}
