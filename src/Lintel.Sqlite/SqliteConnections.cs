using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lintel.Sqlite;

/// <summary>Opens connections the one way that this project uses them, and speaks to them without a command object where there is no parameter.</summary>
internal static class SqliteConnections
{
    /// <summary>A connection that reads and writes an existing file, in WAL mode, with a sync at every commit. What it deletes is overwritten.</summary>
    public static SqliteConnection OpenWriter(string path, TimeSpan busyTimeout)
    {
        var connection = Open(path, SqliteOpenMode.ReadWrite, busyTimeout);
        try
        {
            connection.Run(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; "
                    + "PRAGMA journal_size_limit = 67108864;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads.</summary>
    public static SqliteConnection OpenReader(string path, TimeSpan busyTimeout) => Open(path, SqliteOpenMode.ReadOnly, busyTimeout);

    /// <summary>How long statements wait for the locks of others.</summary>
    public static void WaitForLocks(this SqliteConnection connection, TimeSpan timeout) =>
        _ = raw.sqlite3_busy_timeout(connection.Handle, (int)timeout.TotalMilliseconds);

    /// <summary>Runs statements that have no parameters and no result.</summary>
    public static void Run(this SqliteConnection connection, string sql)
    {
        var code = raw.sqlite3_exec(connection.Handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException($"SQLite error {code}: {raw.sqlite3_errmsg(connection.Handle).utf8_to_string()}", code & 0xFF, code);
        }
    }

    /// <summary>Whether the connection is inside a transaction; SQLite ends one by itself where the disk is full or fails.</summary>
    public static bool IsInTransaction(this SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    private static SqliteConnection Open(string path, SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,

            // The driver polls by itself for this many seconds after SQLite's own busy time-out is over; less than that one ends the wait there.
            DefaultTimeout = 1,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            connection.WaitForLocks(busyTimeout);

            // SQLite's own folds ASCII alone. Other engines fold all letters by this name, so that queries are the same on all.
            connection.CreateFunction("lower", (string? text) => text?.ToUpperInvariant().ToLowerInvariant(), isDeterministic: true);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
