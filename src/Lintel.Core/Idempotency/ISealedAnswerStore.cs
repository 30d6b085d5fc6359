using System.Data.Common;

namespace Lintel.Idempotency;

/// <summary>Keeps answers for requests that are repeated. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface ISealedAnswerStore
{
    /// <summary>Finds an answer, also an expired one.</summary>
    /// <param name="name">The SHA-256 that it is kept by.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<SealedAnswer?> FindAsync(byte[] name, CancellationToken cancellationToken);

    /// <summary>Adds the note that a request has begun, unless an answer of its name is there that has not expired.</summary>
    /// <param name="begun">The note.</param>
    /// <param name="mostOfOwner">The most answers that an owner may have.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellationToken">Gives up waiting; the note may still be added.</param>
    ValueTask<AnswerPlace> BeginAsync(SealedAnswer begun, int mostOfOwner, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Adds an answer, or puts it in the place of the one of its name.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Gives up waiting; the answer may still be added.</param>
    ValueTask SaveAsync(SealedAnswer answer, CancellationToken cancellationToken);

    /// <summary>Removes an answer, where there is one.</summary>
    /// <param name="name">The SHA-256 that it is kept by.</param>
    /// <param name="cancellationToken">Gives up waiting; the answer may still be removed.</param>
    ValueTask RemoveAsync(byte[] name, CancellationToken cancellationToken);

    /// <summary>Removes the answers of an owner, and of the callers among whom they are told apart, a bounded number at a time.</summary>
    /// <param name="owner">The API and the account; with a caller, theirs alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True if more of them may be left; otherwise, false.</returns>
    ValueTask<bool> RemoveOfAsync(string owner, CancellationToken cancellationToken);

    /// <summary>Removes expired answers, a bounded number at a time.</summary>
    /// <param name="now">The present time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True if more of them may be left; otherwise, false.</returns>
    ValueTask<bool> TrimAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A store in a database that handlers write to as well: one transaction holds what a handler changes and its answer.</summary>
internal interface IJoinedAnswerStore : ISealedAnswerStore
{
    /// <summary>Does some work in a transaction, and adds the answer that it came to as <see cref="ISealedAnswerStore.BeginAsync"/> adds a note.</summary>
    /// <param name="work">Changes records and returns its result with the answer to keep; null where none is kept.</param>
    /// <param name="mostOfOwner">The most answers that an owner may have.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellationToken">Leaves the queue; work that has begun is finished.</param>
    /// <exception cref="AnswerPlaceException">There is no place for the answer, and nothing was changed.</exception>
    Task<T> WriteAsync<T>(
        Func<DbConnection, Task<(T Result, SealedAnswer? Answer)>> work, int mostOfOwner, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>The outcome of asking for the place of an answer.</summary>
/// <param name="IsFree">True if the place was free, and is taken now; otherwise, false.</param>
/// <param name="FullUntil">The time at which the owner's next answer expires, where the owner has as many as it may; otherwise, null.</param>
internal readonly record struct AnswerPlace(bool IsFree, DateTimeOffset? FullUntil)
{
    public static AnswerPlace Free { get; } = new(true, null);

    public static AnswerPlace Taken { get; } = new(false, null);

    public static AnswerPlace Full(DateTimeOffset until) => new(false, until);
}

/// <summary>There is no place for an answer that was to be kept in the transaction of its work.</summary>
/// <param name="place">The outcome.</param>
internal sealed class AnswerPlaceException(AnswerPlace place) : Exception("There is no place for the answer of the work.")
{
    public AnswerPlace Place => place;
}

/// <summary>The store for the answers of one API, in place of Lintel's own.</summary>
/// <param name="Api">The API's name.</param>
/// <param name="Store">The store.</param>
internal sealed record ApiAnswerStore(string Api, IJoinedAnswerStore Store);
