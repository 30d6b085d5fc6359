using System.Collections.Frozen;

namespace Lintel.AspNetCore;

/// <summary>Says for each condition what would make the very request pass. A condition of a status has the remedy of the one that it falls back to.</summary>
internal static class Remedies
{
    private static readonly FrozenDictionary<Condition, Func<RemedyCase, Remedy>> ByCondition = CredentialRemedies.All
        .Concat(PermissionRemedies.All)
        .Concat(RequestRemedies.All)
        .Concat(ServerRemedies.All)
        .ToFrozenDictionary(pair => pair.Condition, pair => pair.Remedy);

    /// <summary>The conditions that have a remedy of their own.</summary>
    public static IEnumerable<Condition> Conditions => ByCondition.Keys;

    /// <summary>Returns the remedy for a refused request.</summary>
    public static Remedy For(RemedyCase refused)
    {
        var condition = refused.Entry.Condition is { } name ? Condition.Everything.FirstOrDefault(known => known.Name == name) : null;
        while (condition is not null)
        {
            if (ByCondition.TryGetValue(condition, out var remedy))
            {
                return remedy(refused);
            }

            condition = condition.Fallback;
        }

        return OfCode(refused);
    }

    // The operation's own code: what it means and what to do about it is in the contract, and nowhere else.
    private static Remedy OfCode(RemedyCase refused)
    {
        var fix = refused.Runtime.Contract.Errors.FirstOrDefault(error => error.Code == refused.Entry.Code)?.Fix;
        var text = fix ?? "The contract has this code no longer, so it does not say what to do. Look into the log for the cause.";
        return new Remedy(text, fix ?? "Ask support, with the id of the request.");
    }
}
