namespace Lintel.Audit;

/// <summary>A change that somebody made, or tried to make, by the management API. Never a secret, a query string or a body.</summary>
internal sealed record AuditEntry
{
    /// <summary>The place in the chain, from 1; null until the change has ended.</summary>
    public long? Number { get; init; }

    /// <summary>The id of the request, which finds it in the request log.</summary>
    public required string RequestId { get; init; }

    /// <summary>The time at which it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The key that asked for it; null where a person did.</summary>
    public string? KeyId { get; init; }

    /// <summary>The person who asked for it, or the subject of another credential, such as an access token; null where a key did.</summary>
    public string? UserId { get; init; }

    /// <summary>The name of the operator who asked for it, as it was then; null for anybody else.</summary>
    public string? UserName { get; init; }

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

    /// <summary>The fields that were changed; empty where nothing was.</summary>
    public IReadOnlyList<AuditChange> Changes { get; init; } = [];
}

/// <summary>A field of a record that was changed.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Before">The value before; null for none, and where it was erased.</param>
/// <param name="After">The value after; null for none, and where it was erased.</param>
/// <param name="IsErased">true where a value was erased; otherwise, false.</param>
internal sealed record AuditChange(string Field, string? Before, string? After, bool IsErased = false);

/// <summary>The end of a change.</summary>
/// <param name="Outcome">The outcome, as <see cref="AuditEntry.Outcome"/> has it; null where it is not known.</param>
/// <param name="Target">The record that was changed or created; null for none.</param>
/// <param name="Changes">The fields that were changed.</param>
internal sealed record AuditOutcome(string? Outcome, string? Target, IReadOnlyList<AuditChange> Changes)
{
    /// <summary>The end of a change whose process ended first.</summary>
    public static AuditOutcome Unknown { get; } = new(null, null, []);
}

/// <summary>The filters of a search, newest entries first; null means any.</summary>
internal sealed record AuditQuery
{
    /// <summary>The account of who asked.</summary>
    public string? AccountId { get; init; }

    /// <summary>The key that asked.</summary>
    public string? KeyId { get; init; }

    /// <summary>The person who asked.</summary>
    public string? UserId { get; init; }

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

    /// <summary>The largest number of entries.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Cursor">The cursor of the next page; null at the end.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Cursor);
