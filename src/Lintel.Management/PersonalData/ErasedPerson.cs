using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Sessions;
using Lintel.Stores;

namespace Lintel.Management.PersonalData;

/// <summary>A person whose data are to be erased, also one who was removed and whom the audit log still knows.</summary>
/// <param name="Id">The id.</param>
/// <param name="AccountId">The account; empty where it is not known any more, as of an operator who was removed.</param>
/// <param name="Login">The login; null for one who was removed.</param>
internal sealed record ErasedPerson(string Id, string AccountId, string? Login)
{
    private const int MostRead = 200;

    // People and operators.
    private static readonly string[] Prefixes = ["usr_", "op_"];

    /// <summary>Finds a person; null for one that neither the people nor the audit log know.</summary>
    public static async Task<ErasedPerson?> FindAsync(ApiCall call, string id)
    {
        if (await call.Service<ISessionStore>().FindUserAsync(id, call.Aborted) is { } user)
        {
            return new ErasedPerson(user.Id, user.AccountId, user.Login);
        }

        // An id of another kind of record is nobody's.
        var entries = Prefixes.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal))
            ? await call.Service<ILintelStores>().Audit.FindAsync([id], after: 0, MostRead, call.Aborted)
            : [];
        var account = entries.Where(entry => entry.Target == id).Select(AccountOf).FirstOrDefault(found => found is not null);
        return entries.Count == 0 ? null : new ErasedPerson(id, account ?? string.Empty, Login: null);
    }

    private static string? AccountOf(AuditRow row) => AuditText.ToChangesOrNone(row.Changes)
        .Where(change => change.Field == "accountId")
        .Select(change => change.Before ?? change.After)
        .FirstOrDefault(account => account is not null);
}
