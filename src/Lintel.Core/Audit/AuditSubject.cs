namespace Lintel.Audit;

/// <summary>The account or person whose values are erased from the audit log, by their ids and those of their records.</summary>
/// <param name="ids">The ids. They stay: what they name is gone.</param>
internal sealed class AuditSubject(IReadOnlySet<string> ids)
{
    /// <summary>
    /// Erases everything that tells of who asked, where they asked themselves, and what was changed, where it was changed of them.
    /// </summary>
    /// <returns>The same instance where there is nothing to erase.</returns>
    public AuditRow Erase(AuditChain chain, AuditRow row) => IsBy(row) ? chain.Erase(row, (_, text) => !ids.Contains(text))
        : IsAbout(row) ? chain.Erase(row, (name, text) => PersonalValues.IsOfChange(name) && !ids.Contains(text))
        : row;

    /// <summary>Returns true for an entry that is by or about it; otherwise, false.</summary>
    public bool Concerns(AuditRow row) => IsBy(row) || IsAbout(row);

    private bool IsBy(AuditRow row) => (row.AccountId is { } account && ids.Contains(account)) || (row.UserId is { } user && ids.Contains(user));

    private bool IsAbout(AuditRow row) =>
        (row.Target?.Split(' ').Any(ids.Contains) ?? false)
        || AuditText.ToChanges(row.Changes).Any(change => ids.Contains(change.Before ?? string.Empty) || ids.Contains(change.After ?? string.Empty));
}
