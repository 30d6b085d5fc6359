using System.Text.Json;

namespace Lintel.Audit;

/// <summary>The account or person whose values are erased from the audit log, by their ids and those of their records.</summary>
/// <param name="ids">The ids. They stay: what they name is gone.</param>
internal sealed class AuditSubject(IReadOnlySet<string> ids)
{
    private static readonly string[] Kinds = ["acct_", "usr_", "key_"];

    /// <summary>
    /// Erases everything that tells of who asked, where they asked themselves, and what was changed, where it was changed of them. An entry whose lists
    /// somebody has damaged stays as it is, so that it keeps nothing else: <see cref="AuditVerifier"/> tells of it.
    /// </summary>
    /// <returns>The same instance where there is nothing to erase.</returns>
    public AuditRow Erase(AuditChain chain, AuditRow row)
    {
        try
        {
            return IsBy(row) ? chain.Erase(row, (_, text) => !ids.Contains(text))
                : IsAbout(row) ? chain.Erase(row, (name, text) => PersonalValues.IsOfChange(name) && !ids.Contains(text))
                : row;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return row;
        }
    }

    /// <summary>Erases who began an entry that is not in the chain yet, where they are erased; it has no target and no changes before its end.</summary>
    /// <returns>The same instance where there is nothing to erase.</returns>
    public AuditRow EraseBegun(AuditChain chain, AuditRow row)
    {
        var userId = row.UserId is { } user && ids.Contains(user) ? user : null;
        return IsBy(row) && (row.UserId != userId || row.UserName is not null || row.Address is not null) && chain.HasBegun(row)
            ? chain.Begin(row with { UserId = userId, UserName = null, Address = null })
            : row;
    }

    /// <summary>
    /// Lists the ids of what an entry is by or about: the account and the person who asked, the records that were changed, and what their fields name.
    /// </summary>
    public static IReadOnlySet<string> IdsOf(AuditRow row)
    {
        var named = AuditText.ToChangesOrNone(row.Changes).SelectMany(
            change => new[] { change.Before, change.After }.OfType<string>()
                .Where(text => change.Field.EndsWith("Id", StringComparison.Ordinal) || IsId(text)));
        return new[] { row.AccountId, row.UserId }.Concat(row.Target?.Split(' ') ?? []).Concat(named).OfType<string>()
            .Where(text => text.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsId(string text) => Kinds.Any(kind => text.StartsWith(kind, StringComparison.Ordinal));

    private bool IsBy(AuditRow row) => (row.AccountId is { } account && ids.Contains(account)) || (row.UserId is { } user && ids.Contains(user));

    private bool IsAbout(AuditRow row) =>
        (row.Target?.Split(' ').Any(ids.Contains) ?? false)
        || AuditText.ToChangesOrNone(row.Changes).Any(change => ids.Contains(change.Before ?? string.Empty) || ids.Contains(change.After ?? string.Empty));
}
