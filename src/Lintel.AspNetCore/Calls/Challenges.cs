using System.Collections.Frozen;
using Lintel.Contracts;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// The <c>WWW-Authenticate</c> fields of a contract, made once. RFC 6750 section 3.1: no credentials, no <c>error=</c>; a credential that does not
/// work, <c>invalid_token</c>; a missing scope, <c>insufficient_scope</c>. Where the contract answers one that is missing and one that does not work by one
/// definition, they differ in nothing, so neither has an <c>error=</c>.
/// </summary>
internal sealed class Challenges
{
    private static readonly Condition[] Unusable =
    [
        Condition.CredentialUnknown, Condition.CredentialDisabled, Condition.CredentialRevoked, Condition.CredentialExpired, Condition.CredentialMismatched,
        Condition.SessionInvalid,
    ];

    private readonly Contract _contract;
    private readonly ChallengeSet _all;
    private readonly FrozenDictionary<string, StringValues> _scopes;

    public Challenges(Contract contract)
    {
        _contract = contract;
        _all = new ChallengeSet(contract.Credentials);
        _scopes = contract.Scopes.ToFrozenDictionary(
            scope => scope.Name,
            scope => BearerOnly(contract, $", error=\"insufficient_scope\", scope=\"{scope.Name}\""));
    }

    /// <summary>The challenges of an error response; empty where it carries none.</summary>
    public StringValues For(int status, Refusal refusal, Operation? operation)
    {
        if (status == 401)
        {
            var set = operation is null ? _all : operation.Challenges ??= SetFor(operation);
            return refusal.Condition is { } condition && TellsFromMissing(condition) ? set.InvalidToken : set.Plain;
        }

        var scope = refusal.Condition == Condition.ScopeMissing || refusal.Condition == Condition.OperationMissing ? refusal["required"] as string : null;
        return status == 403 && scope is not null && _scopes.TryGetValue(scope, out var challenge) ? challenge : StringValues.Empty;
    }

    /// <summary>An operation that takes fewer kinds of credentials than the contract has asks for no others.</summary>
    private ChallengeSet SetFor(Operation operation) => operation.Accepted is null && !operation.RequiresSession
        ? _all
        : new ChallengeSet(
            [.. _contract.Credentials.Where(scheme => operation.Accepts(scheme) && (!operation.RequiresSession || scheme is SessionScheme))]);

    private bool TellsFromMissing(Condition condition) =>
        Array.IndexOf(Unusable, condition) >= 0
        && _contract.TryGetError(Missing(condition), out var missing)
        && _contract.TryGetError(condition, out var definition)
        && missing != definition;

    private static Condition Missing(Condition condition) => condition == Condition.SessionInvalid ? Condition.SessionMissing : Condition.CredentialMissing;

    private static StringValues BearerOnly(Contract contract, string error) =>
        new([.. contract.Credentials.Where(scheme => scheme is not SessionScheme && ChallengeSet.IsBearer(scheme))
            .Select(scheme => scheme.Challenge + error)
            .Distinct(StringComparer.Ordinal)]);
}

/// <summary>
/// The challenges of some schemes, without and with the word for a token that does not work. Keys and access tokens have the same one where the contract says
/// nothing else.
/// </summary>
internal sealed class ChallengeSet(IReadOnlyList<CredentialScheme> schemes)
{
    public StringValues Plain { get; } = new([.. schemes.Select(scheme => scheme.Challenge).Distinct(StringComparer.Ordinal)]);

    public StringValues InvalidToken { get; } =
        new([.. schemes.Select(
            scheme => IsBearer(scheme)
                ? scheme.Challenge + ", error=\"invalid_token\""
                : scheme.Challenge).Distinct(StringComparer.Ordinal)]);

    /// <summary>Tells whether a challenge is of RFC 6750, whose words say what is wrong with a token.</summary>
    public static bool IsBearer(CredentialScheme scheme) => scheme.Challenge.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
}
