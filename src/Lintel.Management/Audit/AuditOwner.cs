using Lintel.AspNetCore;
using Lintel.Audit;

namespace Lintel.Management.Audit;

/// <summary>The account that the record of a change belongs to, as a field of the change, so that the change is found by the account.</summary>
internal static class AuditOwner
{
    private const string Field = "accountId";

    /// <summary>The fields with the account, where neither they nor the target name it yet; none where nothing was changed.</summary>
    public static IReadOnlyList<AuditChange> AddTo(IReadOnlyList<AuditChange> changes, ApiCall call, string? target) =>
        changes.Count > 0
            && OwnerOf(call) is { } owner
            && target?.Split(' ').Contains(owner) is not true
            && !changes.Any(change => change.Field == Field && (change.Before == owner || change.After == owner))
                ? [.. changes, new AuditChange(Field, owner, owner)]
                : changes;

    private static string? OwnerOf(ApiCall call) => call.Resources
        .Select(resource => resource switch
        {
            IAccountOwned owned => owned.AccountId,
            User user => user.AccountId,
            _ => null,
        })
        .FirstOrDefault(owner => owner is not null);
}
