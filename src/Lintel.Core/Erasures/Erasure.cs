namespace Lintel.Erasures;

/// <summary>An erasure of the data of an account, or of one person of it. There is one of each account and person, the last.</summary>
internal sealed record Erasure
{
    /// <summary>The text in the place of a name that was erased.</summary>
    public const string ErasedName = "erased";

    /// <summary>The account, or the person, whose data are erased.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The account.</summary>
    public required string AccountId { get; init; }

    /// <summary>The number of entries of the request log from which something was erased.</summary>
    public long Requests { get; init; }

    /// <summary>The number of entries of the audit log from which something was erased.</summary>
    public long Changes { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When it ended; null while it runs, and where its process was stopped.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The step that is done next.</summary>
    public ErasureStep Step { get; init; }

    /// <summary>The place in the step to go on after; 0 to begin it.</summary>
    public long After { get; init; }

    /// <summary>The number of the newest claim: a process claims an erasure to run it, and only the newest claim may write.</summary>
    public long Claim { get; init; }

    /// <summary>true where the data of the whole account are erased; false for those of one person.</summary>
    public bool IsOfAccount => SubjectId == AccountId;
}

/// <summary>The steps of an erasure, in their order. The numbers are stored.</summary>
internal enum ErasureStep
{
    /// <summary>The audit log, while it is known which people there are.</summary>
    Changes,

    /// <summary>People, keys, the records of modules, and the account itself.</summary>
    Records,

    /// <summary>The request log.</summary>
    Requests,

    /// <summary>The counts of addresses, and those at which keys were used last.</summary>
    Usage,

    /// <summary>The records once more: for what was under way when the account was suspended, on this node and on others.</summary>
    LateRecords,

    /// <summary>The request log once more.</summary>
    LateRequests,

    /// <summary>The counts once more.</summary>
    LateUsage,

    /// <summary>The audit log once more.</summary>
    LateChanges,
}

/// <summary>The records of an account that an erasure would remove.</summary>
/// <param name="Keys">The number of its keys, deleted ones too.</param>
/// <param name="People">The number of its people.</param>
internal readonly record struct ErasureCounts(int Keys, int People);

/// <summary>
/// Keeps erasures, so that one that was interrupted goes on after a restart. Where several processes share the store, a claim lasts for a lease by the store's
/// clock; where there is one, nobody else can have made a claim, and it takes each anew.
/// </summary>
internal interface IErasureStore
{
    /// <summary>Finds the last erasure of an account or a person.</summary>
    ValueTask<Erasure?> FindAsync(string subjectId, CancellationToken cancellationToken);

    /// <summary>Begins an erasure in the place of the last one of its account or person; one that has not ended stays and goes on.</summary>
    ValueTask BeginAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Claims an erasure that has not ended.</summary>
    /// <param name="subjectId">The account or person.</param>
    /// <param name="lease">The time for which the claim lasts.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be claimed.</param>
    /// <returns>The erasure with its claim; null where it has ended, or another process has it.</returns>
    ValueTask<Erasure?> ClaimAsync(string subjectId, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Renews a claim.</summary>
    /// <returns>false where another process has claimed the erasure since.</returns>
    ValueTask<bool> RenewAsync(Erasure erasure, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Keeps the step, the place in it and the end of an erasure, and renews its claim.</summary>
    /// <param name="erasure">The erasure, with its claim. Its numbers of entries are left as they are stored.</param>
    /// <param name="requests">The number of entries of the request log to add to those that are stored.</param>
    /// <param name="changes">The number of entries of the audit log to add.</param>
    /// <param name="lease">The time for which the claim lasts from now on.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be kept.</param>
    /// <returns>false where another process has claimed the erasure since, and nothing was kept.</returns>
    ValueTask<bool> SaveAsync(Erasure erasure, int requests, int changes, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Lists the accounts and people whose erasures have not ended and are claimed by nobody, a bounded number of them, the oldest first.</summary>
    ValueTask<IReadOnlyList<string>> ListFreeAsync(CancellationToken cancellationToken);

    /// <summary>Notes which people an account has, until its erasure ends, and lists them with those that were noted before.</summary>
    ValueTask<IReadOnlyList<string>> NotePeopleAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Lists the ids of all keys of an account, deleted ones too.</summary>
    ValueTask<IReadOnlyList<string>> ListKeysAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Counts the keys and the people of an account.</summary>
    ValueTask<ErasureCounts> CountAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>
    /// Blanks what people have written into the deleted keys of an account: names, networks, applications and metadata; a bounded number of them.
    /// </summary>
    /// <returns>true where more may be left; otherwise, false.</returns>
    ValueTask<bool> BlankKeysAsync(string accountId, CancellationToken cancellationToken);
}
