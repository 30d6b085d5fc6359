using System.Data;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Trackpilots.Storage;

/// <summary>The file of this API, under a type of its own so that it is never taken for another API's.</summary>
internal sealed class TrackpilotsDatabase(IDatabase database) : IAsyncDisposable
{
    /// <summary>Opens <c>trackpilots.db</c> in a folder.</summary>
    public static TrackpilotsDatabase Open(string dataDirectory) =>
        new(SqliteDatabase.Open(Path.Combine(dataDirectory, "trackpilots.db"), Migrations.All));

    /// <inheritdoc cref="IDatabase.Read"/>
    public T Read<T>(Func<IDbConnection, T> query) => database.Read(query);

    /// <inheritdoc cref="IDatabase.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<IDbConnection, T> work, CancellationToken cancellationToken) => database.WriteAsync(work, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();
}
