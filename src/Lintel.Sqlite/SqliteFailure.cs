using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lintel.Sqlite;

/// <summary>Tells a store that cannot answer from a query that is wrong.</summary>
internal static class SqliteFailure
{
    /// <summary>Whether the store is to blame; constraint and SQL errors are the query's own.</summary>
    public static bool IsOfStore(SqliteException exception) => exception.SqliteErrorCode
        is raw.SQLITE_PERM or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT
        or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_NOLFS or raw.SQLITE_AUTH or raw.SQLITE_NOTADB or raw.SQLITE_NOTFOUND;

    /// <summary>true if the file itself is at fault and stays so, damaged or made by a newer release; otherwise, false.</summary>
    public static bool IsOfFile(Exception exception) => exception switch
    {
        // SQLITE_ERROR is an unknown table or column: the schema is not what its version says.
        SqliteException sqlite => sqlite.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR,
        NewerFileException => true,
        StoreUnavailableException { InnerException: { } inner } => IsOfFile(inner),
        _ => false,
    };

    /// <summary>Whether another connection holds a lock.</summary>
    public static bool IsLock(SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>The exception that callers of the store see.</summary>
    public static StoreUnavailableException ToUnavailable(string path, SqliteException exception) =>
        new($"{path} cannot answer: {exception.Message}", exception);
}
