namespace Lintel.Erasures;

/// <summary>An erasure of the data of an account, or of one person of it. There is one of each account and person, the last.</summary>
internal sealed record Erasure
{
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

    /// <summary>When it went on last.</summary>
    public required DateTimeOffset TouchedAt { get; init; }

    /// <summary>When it ended; null while it runs, and where its process was stopped.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>true where the data of the whole account are erased; false for those of one person.</summary>
    public bool IsOfAccount => SubjectId == AccountId;
}

/// <summary>Keeps erasures, so that one that was interrupted goes on after a restart.</summary>
internal interface IErasureStore
{
    /// <summary>Finds the last erasure of an account or a person.</summary>
    ValueTask<Erasure?> FindAsync(string subjectId, CancellationToken cancellationToken);

    /// <summary>Keeps an erasure in the place of the last one of its account or person.</summary>
    ValueTask SaveAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Lists erasures that have not ended and were not touched since a moment, a bounded number of them.</summary>
    ValueTask<IReadOnlyList<Erasure>> ListOpenAsync(DateTimeOffset touchedBefore, CancellationToken cancellationToken);

    /// <summary>Lists the ids of all keys of an account, deleted ones too.</summary>
    ValueTask<IReadOnlyList<string>> ListKeysAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Blanks what people have written into the deleted keys of an account: names, networks, applications and metadata.</summary>
    ValueTask BlankKeysAsync(string accountId, CancellationToken cancellationToken);
}
