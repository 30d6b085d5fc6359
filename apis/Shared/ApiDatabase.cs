using System.Data.Common;
using Lintel.Storage;

namespace Lintel.Shared;

/// <summary>The database of one API. Each API derives a type of its own, because the process has several databases.</summary>
/// <param name="database">The open database, which is closed with this.</param>
public abstract class ApiDatabase(IDatabase database) : IDatabase
{
    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) =>
        database.ReadAsync(query, cancellationToken);

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) =>
        database.WriteAsync(work, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await database.DisposeAsync();
    }
}
