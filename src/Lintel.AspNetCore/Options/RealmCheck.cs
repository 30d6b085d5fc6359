using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Finds contracts that cannot take the keys and sessions of the API that their <c>realm</c> names.</summary>
internal static class RealmCheck
{
    public static IEnumerable<string> FaultsOf(IEnumerable<Contract> contracts) =>
        contracts.Where(contract => contract.Realm != contract.Api).SelectMany(
            contract => FaultsOf(contract, contracts.FirstOrDefault(other => other.Api == contract.Realm)));

    private static IEnumerable<string> FaultsOf(Contract contract, Contract? realm)
    {
        var says = $"The realm of {contract.File} is '{contract.Realm}'";
        if (realm is null || realm.Realm != realm.Api)
        {
            return [$"{says}, which {(realm is null ? "no contract here has for its API" : $"has the realm '{realm.Realm}' itself")}. Name an API that has accounts of its own."];
        }

        if (realm.Api == Contract.Default.Api)
        {
            return [$"{says}, which has Lintel's operators. Name another."];
        }

        return SchemeFaults(contract, realm, says).Concat(ScopeFaults(contract, realm, says)).Concat(PlanFaults(contract, realm, says));
    }

    private static IEnumerable<string> SchemeFaults(Contract contract, Contract realm, string says)
    {
        foreach (var key in contract.Credentials.OfType<KeyScheme>())
        {
            if (!realm.Credentials.OfType<KeyScheme>().Any(other => (other.Prefix, other.Hash, other.Form) == (key.Prefix, key.Hash, key.Form)))
            {
                yield return $"{says}, and {realm.File} has no keys with the prefix '{key.Prefix}', the same hash and the same form. Make the two alike.";
            }
        }

        foreach (var session in contract.Credentials.OfType<SessionScheme>())
        {
            if (!realm.Credentials.OfType<SessionScheme>().Any(other => other.Prefix == session.Prefix))
            {
                yield return $"{says}, and {realm.File} has no sessions {(session.Prefix.Length == 0 ? "without a prefix" : $"with the prefix '{session.Prefix}'")}. Make the two alike.";
            }
        }
    }

    private static IEnumerable<string> PlanFaults(Contract contract, Contract realm, string says)
    {
        (string Word, IEnumerable<string> Allowed, IReadOnlyList<string> Known)[] words =
            [("plan", contract.Plans?.Allow ?? [], realm.Accounts.Plans), ("subscription", contract.Plans?.Subscriptions ?? [], realm.Accounts.Subscriptions)];
        return words.Where(word => word.Known.Count > 0)
            .SelectMany(
                word => word.Allowed.Except(word.Known).Select(
                    name => $"{says}, and no account can have the {word.Word} '{name}', which {realm.File} does not have. Add it there."));
    }

    private static IEnumerable<string> ScopeFaults(Contract contract, Contract realm, string says) => contract.Scopes
        .Where(scope => realm.Scopes.All(other => other.Name != scope.Name))
        .Select(scope => $"{says}, and no key can have the scope '{scope.Name}', which {realm.File} does not declare. Add it there.");
}
