using System.Data.Common;

namespace Lintel.Storage;

/// <summary>
/// One database file or schema. Writes are as if one came after the other: each sees the ones that have ended before it began, and one that throws leaves
/// nothing behind and does not touch the others. An engine may run several side by side, and in another order than that in which they were asked for.
/// </summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>Does some work in a transaction; when the task ends well, the work survives <c>kill -9</c>.</summary>
    /// <param name="work">
    /// The work: SQL only. It awaits nothing but calls on the connection that it is given, because others may wait behind it, and uses the connection only
    /// until its task ends. The engine begins and ends the transaction, and may run the work more than once, with what an earlier run did undone: a work
    /// changes nothing but the database, and does not go on after a statement that has failed.
    /// </param>
    /// <param name="cancellationToken">Leaves the queue; work that has begun is finished.</param>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be reached, is locked for longer than 2 s, full or damaged, or the queue is full. Nothing was kept, unless the connection was lost
    /// while the database was committing: then it is not known.
    /// </exception>
    /// <exception cref="InvalidOperationException">The work awaited something else where others wait behind it, and nothing of it was kept.</exception>
    Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default);

    /// <summary>Reads, in one snapshot, on a connection of its own; over within 2 s where the database is locked.</summary>
    /// <param name="query">The query. The snapshot is held, and the connection taken from others, until its task ends.</param>
    /// <param name="cancellationToken">Gives up waiting for a connection; a query that has begun is finished.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, is locked, or damaged, or all connections are in use.</exception>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default);
}
