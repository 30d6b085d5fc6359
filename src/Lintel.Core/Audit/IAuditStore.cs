namespace Lintel.Audit;

/// <summary>
/// Keeps the audit log, apart from the request log. An entry is added before its change is made, and takes its place in the chain when the change has ended.
/// Every write that ends well survives <c>kill -9</c>.
/// </summary>
internal interface IAuditStore
{
    /// <summary>Adds an entry before the change is made.</summary>
    /// <param name="entry">The entry, without its end.</param>
    /// <param name="chain">The chain, by whose key the entry shows later that this installation has written it.</param>
    /// <param name="cancellationToken">Gives up waiting; the entry may still be added.</param>
    ValueTask BeginAsync(AuditEntry entry, AuditChain chain, CancellationToken cancellationToken);

    /// <summary>Notes how a change ended, and adds its entry to the chain.</summary>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="end">The end.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be noted.</param>
    ValueTask EndAsync(string requestId, AuditOutcome end, AuditChain chain, CancellationToken cancellationToken);

    /// <summary>
    /// Adds entries to the chain that began long ago and are not in it, in the order in which they began, without an end: their processes ended first. An
    /// entry that this installation has not written stays out of the chain for good.
    /// </summary>
    /// <param name="chain">The chain.</param>
    /// <param name="begunBefore">Entries that began before this moment are added.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>true where more may be left; otherwise, false.</returns>
    ValueTask<bool> SealAsync(AuditChain chain, DateTimeOffset begunBefore, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest entries of the chain, which begins at a signed mark from then on. Nothing is removed from the first entry on that does not fit: its
    /// trace would be gone.
    /// </summary>
    /// <param name="chain">The chain.</param>
    /// <param name="before">Entries that began before this moment are removed, up to the first of the chain that did not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>true where more may be left; otherwise, false.</returns>
    ValueTask<bool> TrimAsync(AuditChain chain, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Erases personal values of entries in the chain, which stays whole; a bounded piece at a time.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="subject">Tells which values are erased.</param>
    /// <param name="after">The number of the entry to go on after; 0 to begin.</param>
    /// <param name="cancellationToken">Gives up waiting; the piece may still be erased.</param>
    ValueTask<ErasedEntries> EraseAsync(AuditChain chain, AuditSubject subject, long after, CancellationToken cancellationToken);

    /// <summary>Searches, newest first.</summary>
    ValueTask<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Reads the chain in its order, with its ends as they are at that moment.</summary>
    /// <param name="after">Only entries with a number after this one.</param>
    /// <param name="limit">The largest number of entries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<AuditStretch> ReadAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the entries that are not in the chain.</summary>
    ValueTask<UnchainedEntries> CountUnchainedAsync(CancellationToken cancellationToken);

    /// <summary>Finds the entries that are by or about some records (<see cref="AuditSubject.IdsOf"/>), also those that are not in the chain yet.</summary>
    /// <param name="ids">The ids of accounts, people and keys, at most a page of them.</param>
    /// <param name="after">Only entries with a <see cref="AuditRow.Seq"/> after this one; 0 to begin.</param>
    /// <param name="limit">The largest number of entries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The entries in the order in which they began.</returns>
    ValueTask<IReadOnlyList<AuditRow>> FindAsync(IReadOnlyCollection<string> ids, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>A piece of the chain from which values were erased.</summary>
/// <param name="Next">Where to go on; null at the end.</param>
/// <param name="Entries">The number of entries that had something to erase.</param>
internal readonly record struct ErasedEntries(long? Next, int Entries);

/// <summary>Some entries of the chain, as they are stored.</summary>
/// <param name="Rows">The entries in the order of their numbers.</param>
/// <param name="Start">The mark before the first entry that is kept; null where none was removed.</param>
/// <param name="Head">The mark of the last entry; null where there is none.</param>
internal sealed record AuditStretch(IReadOnlyList<AuditRow> Rows, AuditMark? Start, AuditMark? Head);

/// <summary>The entries that are not in the chain.</summary>
/// <param name="Waiting">The number of those that wait for their end.</param>
/// <param name="Foreign">The request id of the first that this installation has not written; null for none.</param>
internal sealed record UnchainedEntries(long Waiting, string? Foreign);
