namespace Lintel.Audit;

/// <summary>A change that somebody made, or tried to make, by the management API. Never a secret, a query string or a body.</summary>
internal sealed record AuditEntry
{
    /// <summary>The id of the request, which finds it in the request log.</summary>
    public required string RequestId { get; init; }

    /// <summary>The time at which it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The key that asked for it; null where a person did.</summary>
    public string? KeyId { get; init; }

    /// <summary>The person who asked for it, or the subject of another credential, such as an access token; null where a key did.</summary>
    public string? UserId { get; init; }

    /// <summary>The account of the key or the person.</summary>
    public string? AccountId { get; init; }

    /// <summary>The address that it came from.</summary>
    public string? Address { get; init; }

    /// <summary>The operation, such as <c>POST /lintel/v1/keys/{id}/rotate</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The id of the record that was changed or created; null where there is none, and until it has ended.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// The end: <c>done</c>, <c>replayed</c> for one that was done before, <c>failed</c> for a failure of the server, or the condition of the refusal, such
    /// as <c>scope.missing</c>. Null while it runs, and where the process ended first.
    /// </summary>
    public string? Outcome { get; init; }
}

/// <summary>The filters of a search, newest entries first; null means any.</summary>
internal sealed record AuditQuery
{
    /// <summary>The account of who asked.</summary>
    public string? AccountId { get; init; }

    /// <summary>The key that asked.</summary>
    public string? KeyId { get; init; }

    /// <summary>The operation.</summary>
    public string? Operation { get; init; }

    /// <summary>The record that was changed.</summary>
    public string? Target { get; init; }

    /// <summary>Not before this moment.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Continue after this cursor of an earlier page.</summary>
    public long? Cursor { get; init; }

    /// <summary>The largest number of entries, 1 to 200.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Cursor">The cursor of the next page; null at the end.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Cursor);

/// <summary>Keeps the audit log, apart from the request log, and for a time instead of a number. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface IAuditStore
{
    /// <summary>Adds an entry before the change is made, and removes some of those that are too old.</summary>
    /// <param name="entry">The entry, without target and outcome.</param>
    /// <param name="removeBefore">Entries that began before this moment are removed.</param>
    /// <param name="cancellationToken">Gives up waiting; the entry may still be added.</param>
    ValueTask BeginAsync(AuditEntry entry, DateTimeOffset removeBefore, CancellationToken cancellationToken);

    /// <summary>Notes how a change ended.</summary>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="target">The record that was changed or created; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be noted.</param>
    ValueTask EndAsync(string requestId, string outcome, string? target, CancellationToken cancellationToken);

    /// <summary>Searches, newest first.</summary>
    ValueTask<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken);
}
