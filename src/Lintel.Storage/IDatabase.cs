using System.Data;

namespace Lintel.Storage;

/// <summary>
/// One database file or schema. Writes go through one writer, in the order in which they were asked for, many in one commit; each sees the ones
/// before it, and one that throws leaves nothing behind and does not touch the others.
/// </summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>Does some work in a transaction; when the task ends well, the work survives <c>kill -9</c>.</summary>
    /// <param name="work">The work, on the writer's thread: SQL only, no waiting.</param>
    /// <param name="cancellationToken">Leaves the queue; work that has begun is finished.</param>
    /// <exception cref="StoreUnavailableException">The file is missing, locked for longer than 2 s, full or damaged, or the queue is full.</exception>
    Task<T> WriteAsync<T>(Func<IDbConnection, T> work, CancellationToken cancellationToken = default);

    /// <summary>Reads, in one snapshot, on a connection of its own; synchronous, and over within 2 s where the file is locked.</summary>
    /// <exception cref="StoreUnavailableException">The file is missing, locked, or damaged.</exception>
    T Read<T>(Func<IDbConnection, T> query);
}
