using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Finds the conditions by which credentials can be refused, by the kinds that an operation takes.</summary>
internal static class CredentialConditions
{
    /// <summary>The kinds of credentials that are looked at; none for anonymous operations.</summary>
    /// <param name="operation">The operation; null for requests that no operation answers, where every kind is looked at.</param>
    /// <param name="contract">The contract.</param>
    public static IEnumerable<CredentialScheme> Accepted(Operation? operation, Contract contract) =>
        operation is { Anonymous: true } ? [] : contract.Credentials.Where(scheme => operation?.Accepts(scheme) != false);

    /// <summary>The conditions of credentials that are missing or not in their form.</summary>
    public static IEnumerable<Condition> OfPresence(Operation? operation, Contract contract)
    {
        CredentialScheme[] accepted = [.. Accepted(operation, contract)];
        if (accepted.Length == 0)
        {
            return [];
        }

        // Attempts that fail are limited by address.
        return
        [
            .. operation is { CredentialIsOptional: true } ? [] : new[] { Missing(operation, accepted) },
            .. accepted.SelectMany(OfForm),
            Condition.RateExceeded,
        ];
    }

    /// <summary>The conditions of credentials that open nothing, and of accounts that are suspended.</summary>
    public static IEnumerable<Condition> OfLookUp(Operation? operation, Contract contract)
    {
        CredentialScheme[] accepted = [.. Accepted(operation, contract)];
        return accepted.Length == 0 ? [] : [.. accepted.SelectMany(scheme => OfRecord(scheme, contract)), Condition.AccountDisabled, Condition.RateExceeded];
    }

    private static Condition Missing(Operation? operation, CredentialScheme[] accepted) =>
        operation is not { RequiresSession: true } && Array.Exists(accepted, scheme => scheme is not SessionScheme)
            ? Condition.CredentialMissing
            : Condition.SessionMissing;

    private static Condition[] OfForm(CredentialScheme scheme) => scheme switch
    {
        SessionScheme { Kind: CredentialKind.SessionBearer } => [Condition.SessionMissing, Condition.SessionInvalid],
        SessionScheme => [Condition.SessionInvalid],
        KeyScheme { Kind: CredentialKind.Bearer } or JwtScheme => [Condition.CredentialMissing, Condition.CredentialMalformed, Condition.CredentialEmpty],
        CustomScheme => [Condition.CredentialMalformed],
        _ => [Condition.CredentialMissing, Condition.CredentialMalformed],
    };

    private static Condition[] OfRecord(CredentialScheme scheme, Contract contract) => scheme switch
    {
        KeyScheme => OfKey,
        SessionScheme => [Condition.SessionInvalid],
        ApplicationScheme => [Condition.CredentialUnknown, Condition.CredentialMismatched],
        JwtScheme =>
        [
            Condition.CredentialMalformed, Condition.CredentialUnknown, Condition.CredentialMismatched, Condition.CredentialExpired,
            Condition.CredentialRevoked, Condition.ServerDependency,
        ],

        // A reader of the application's own may find the text of a key.
        _ => contract.Keys is null ? [Condition.CredentialUnknown] : OfKey,
    };

    private static Condition[] OfKey { get; } =
        [Condition.CredentialUnknown, Condition.CredentialDisabled, Condition.CredentialRevoked, Condition.CredentialExpired];
}
