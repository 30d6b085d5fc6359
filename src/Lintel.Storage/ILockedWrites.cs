using System.Data.Common;

namespace Lintel.Storage;

/// <summary>A database that several processes write at once, in which works on few hot rows wait for each other instead of running again.</summary>
internal interface ILockedWrites
{
    /// <summary>Does some work in a transaction that sees what is committed, while no other work that names one of the same locks runs anywhere.</summary>
    /// <param name="locks">The names of the locks. Works that change the same rows name the same ones.</param>
    /// <param name="work">The work, as <see cref="IDatabase.WriteAsync"/> takes it. It runs once.</param>
    /// <param name="cancellationToken">Gives up waiting for a connection.</param>
    /// <exception cref="StoreUnavailableException">As of <see cref="IDatabase.WriteAsync"/>; others had a lock for more than 2 s.</exception>
    Task<T> WriteLockedAsync<T>(IEnumerable<string> locks, Func<DbConnection, Task<T>> work, CancellationToken cancellationToken);
}
