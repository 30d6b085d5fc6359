namespace Lintel.Operators;

/// <summary>Keeps operators and their sign-in links. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface IOperatorStore
{
    /// <summary>Adds an operator, and the person who signs in.</summary>
    /// <returns>False where the login is taken; then nothing was added.</returns>
    ValueTask<bool> AddAsync(Operator added, CancellationToken cancellationToken);

    /// <summary>Finds an operator by id.</summary>
    ValueTask<Operator?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Finds an operator by login, as <see cref="Sessions.LoginName.Normalize"/> makes it.</summary>
    ValueTask<Operator?> FindByLoginAsync(string login, CancellationToken cancellationToken);

    /// <summary>Finds the owner who may sign in and was added first; null where there is none.</summary>
    ValueTask<Operator?> FindOwnerAsync(CancellationToken cancellationToken);

    /// <summary>Tells whether any of the operators has ever signed in.</summary>
    ValueTask<bool> HasSignedInAsync(CancellationToken cancellationToken);

    /// <summary>Lists operators by id.</summary>
    /// <param name="after">Only those with an id after this one; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<Operator>> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Replaces an operator whose version is the one before. One who is disabled has no sessions any more.</summary>
    ValueTask<OperatorWrite> UpdateAsync(Operator changed, CancellationToken cancellationToken);

    /// <summary>Removes an operator with their sessions and links.</summary>
    /// <param name="id">The operator.</param>
    /// <param name="version">The version that is meant.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be removed.</param>
    ValueTask<OperatorWrite> RemoveAsync(string id, long version, CancellationToken cancellationToken);

    /// <summary>Notes that an operator has signed in.</summary>
    ValueTask NoteSignInAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Keeps a sign-in link in the place of those that the operator has.</summary>
    /// <returns>False where there is no such operator, or they are disabled.</returns>
    ValueTask<bool> PutLinkAsync(SignInLink link, CancellationToken cancellationToken);

    /// <summary>Finds whose a sign-in link is, which stays as it is.</summary>
    /// <param name="digest">The SHA-256 of its token.</param>
    /// <param name="now">The moment by which it must not have ended.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The id of its operator; null where there is no such link.</returns>
    ValueTask<string?> FindLinkAsync(byte[] digest, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Uses a sign-in link up.</summary>
    /// <param name="digest">The SHA-256 of its token.</param>
    /// <param name="now">The moment by which it must not have ended.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be used up.</param>
    /// <returns>The id of its operator; null where there is no such link.</returns>
    ValueTask<string?> TakeLinkAsync(byte[] digest, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A link by which an operator signs in once.</summary>
/// <param name="Digest">The SHA-256 of its token, which has 256 random bits.</param>
/// <param name="OperatorId">The operator.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
internal sealed record SignInLink(byte[] Digest, string OperatorId, DateTimeOffset ExpiresAt)
{
    /// <summary>The operator: digests have no business in a log.</summary>
    public override string ToString() => OperatorId;
}

/// <summary>The outcome of a change in the store.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Ended">The sessions that ended.</param>
internal sealed record OperatorWrite(OperatorOutcome Outcome, IReadOnlyList<Session> Ended)
{
    /// <summary>A change that was not made.</summary>
    public static OperatorWrite Not(OperatorOutcome outcome) => new(outcome, []);
}

/// <summary>The outcome of a change of an operator.</summary>
internal enum OperatorOutcome
{
    /// <summary>It is made.</summary>
    Done,

    /// <summary>There is no such operator.</summary>
    Missing,

    /// <summary>The operator was changed since.</summary>
    Stale,

    /// <summary>No owner who may sign in would be left.</summary>
    LastOwner,

    /// <summary>Somebody else has the login.</summary>
    LoginTaken,
}
