using System.Data;

namespace Lintel.Storage;

/// <summary>One SQLite file in WAL mode.</summary>
public sealed class SqliteDatabase : IDatabase
{
    /// <summary>Opens a file, creates it where there is none, and brings its tables up to date.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="migrations">SQL scripts in order, each run once and in a transaction; a shipped one is never changed.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or is newer than the migrations.</exception>
    public static SqliteDatabase Open(string path, IReadOnlyList<string> migrations) => throw new NotSupportedException(path + migrations.Count);

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<IDbConnection, T> work, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public T Read<T>(Func<IDbConnection, T> query) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
