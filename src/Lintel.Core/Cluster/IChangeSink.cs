namespace Lintel.Cluster;

/// <summary>The memory of this node, which forgets what another one has changed.</summary>
internal interface IChangeSink
{
    /// <summary>Forgets what has changed; whoever asks afterwards gets what the store has by now.</summary>
    /// <exception cref="StoreUnavailableException">What has changed must be read at once, and the store cannot answer.</exception>
    ValueTask ApplyAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken);

    /// <summary>Forgets everything, because it is not known any more what has changed.</summary>
    /// <exception cref="StoreUnavailableException">What is kept whole must be read at once, and the store cannot answer.</exception>
    ValueTask ForgetAllAsync(CancellationToken cancellationToken);
}

/// <summary>A change of a record.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Subject">
/// What it is found by in memory: a key's handle, an account's or an operator's id in UTF-8, a session's hash; empty for what is read as a whole.
/// </param>
internal readonly record struct RecordChange(RecordKind Kind, byte[] Subject);

/// <summary>A kind of record that is kept in memory. The numbers are stored.</summary>
internal enum RecordKind
{
    /// <summary>A key, by a handle.</summary>
    Key = 1,

    /// <summary>An account.</summary>
    Account = 2,

    /// <summary>A session.</summary>
    Session = 3,

    /// <summary>The revocations of access tokens, all of them.</summary>
    TokenRevocations = 4,

    /// <summary>The APIs with imported keys, all of them.</summary>
    KeyImports = 5,

    /// <summary>An operator.</summary>
    Operator = 6,

    /// <summary>A counter of a rate limit policy that was reset.</summary>
    ResetCounter = 7,
}
