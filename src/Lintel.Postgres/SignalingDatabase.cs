using System.Data.Common;
using Lintel.Storage;

namespace Lintel.Postgres;

/// <summary>A database that tells of each write after its commit.</summary>
/// <param name="inner">The database, which is not closed with this.</param>
/// <param name="written">Told; does not wait.</param>
internal sealed class SignalingDatabase(IDatabase inner, Action written) : IDatabase
{
    public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default)
    {
        var result = await inner.WriteAsync(work, cancellationToken);
        written();
        return result;
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) => inner.ReadAsync(query, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
