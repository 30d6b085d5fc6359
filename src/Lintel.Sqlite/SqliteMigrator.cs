using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>Brings a file's tables up to date; <c>PRAGMA user_version</c> counts the scripts that were run.</summary>
internal static class SqliteMigrator
{
    /// <summary>Runs the scripts that the file has not seen.</summary>
    /// <exception cref="StoreUnavailableException">The file is newer than the scripts, or took the place of a running store and is not one.</exception>
    public static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations, FileOrigin origin)
    {
        var version = VersionOf(connection);
        if (version > migrations.Count)
        {
            var newer = new NewerFileException(
                $"{path} was made by a newer release: its tables have version {version} and this release knows {migrations.Count}.");
            throw new StoreUnavailableException($"{newer.Message} Start the newer release, or restore a copy from before it.", newer);
        }

        if (origin == FileOrigin.Replacement)
        {
            RefuseWhatIsNoStore(connection, path, version, migrations.Count);
        }

        while (version < migrations.Count)
        {
            version = RunNext(connection, migrations);
        }
    }

    // An empty file in the place of a running store would make every key unknown, which callers read as final. A file that was restored while the
    // write-ahead log of the old one still lay there can be damaged.
    private static void RefuseWhatIsNoStore(SqliteConnection connection, string path, int version, int known)
    {
        if (version == 0 && known > 0)
        {
            throw new StoreUnavailableException($"{path} was replaced by an empty file while it was in use.");
        }

        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok")
        {
            throw new StoreUnavailableException($"{path} was replaced by a damaged file while it was in use.");
        }
    }

    private static int RunNext(SqliteConnection connection, IReadOnlyList<string> migrations)
    {
        connection.Run("BEGIN IMMEDIATE");
        try
        {
            // Read again: another process may have been first.
            var version = VersionOf(connection);
            if (version < migrations.Count)
            {
                connection.Run(migrations[version]);
                version++;
                connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
            }

            connection.Run("COMMIT");
            return version;
        }
        catch
        {
            if (connection.IsInTransaction())
            {
                connection.Run("ROLLBACK");
            }

            throw;
        }
    }

    private static int VersionOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
