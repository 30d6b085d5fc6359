using Lintel.Keys;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>Copies a data folder while processes use it.</summary>
internal static class DataFolderBackup
{
    private const string Referred = "lintel.db";
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Copies the folder into another one; see <see cref="SqliteBackup.CreateAsync"/>.</summary>
    public static IReadOnlyList<string> Copy(string dataDirectory, string folder, CancellationToken cancellationToken)
    {
        var source = Path.GetFullPath(dataDirectory);
        var target = Path.GetFullPath(folder);
        try
        {
            RequireFolders(source, target);
            return CopyThroughPartial(source, target, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StoreUnavailableException($"The backup of {source} to {target} failed: {exception.Message}", exception);
        }
    }

    private static string[] CopyThroughPartial(string source, string target, CancellationToken cancellationToken)
    {
        // A copy that was cut short must not be taken for a whole one.
        var partial = CreatePrivate(target + ".partial");
        try
        {
            var files = Directory.GetFiles(source).Select(Path.GetFileName).OfType<string>().Where(IsKept).Order(StringComparer.Ordinal).ToArray();
            CopyDatabases(source, partial.FullName, files.Where(IsDatabase), cancellationToken);
            foreach (var file in files.Where(file => !IsDatabase(file)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                CopyFile(Path.Combine(source, file), Path.Combine(partial.FullName, file));
            }

            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(partial.FullName, target);
            return files;
        }
        catch
        {
            partial.Delete(recursive: true);
            throw;
        }
    }

    // All snapshots are taken before the first is copied. What other files refer to is in lintel.db, so its snapshot is the last one: nothing in the copy
    // refers to an account or a key that the copy lacks.
    private static void CopyDatabases(string source, string target, IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var snapshots = new List<(string File, SqliteConnection Connection)>();
        try
        {
            foreach (var file in files.OrderBy(file => file == Referred))
            {
                var connection = SqliteConnections.OpenReader(Path.Combine(source, file), BusyTimeout);
                snapshots.Add((file, connection));
            }

            snapshots.ForEach(snapshot => snapshot.Connection.Run("BEGIN; SELECT 1 FROM sqlite_master LIMIT 1;"));
            foreach (var (file, connection) in snapshots)
            {
                cancellationToken.ThrowIfCancellationRequested();
                CopyDatabase(connection, Path.Combine(target, file));
            }
        }
        finally
        {
            snapshots.ForEach(snapshot => snapshot.Connection.Dispose());
        }
    }

    private static void CopyDatabase(SqliteConnection snapshot, string path)
    {
        PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        using var copy = SqliteConnections.OpenWriter(path, BusyTimeout);
        snapshot.BackupDatabase(copy);
        using var check = copy.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (check.ExecuteScalar() is not "ok")
        {
            throw new StoreUnavailableException($"{snapshot.DataSource} is damaged: its copy did not pass SQLite's check.");
        }

        // One file, without a write-ahead log beside it.
        copy.Run("PRAGMA journal_mode = DELETE");
    }

    private static DirectoryInfo CreatePrivate(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void CopyFile(string source, string target)
    {
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = PrivateFile.Open(target, FileMode.CreateNew, FileAccess.Write);
        from.CopyTo(to);
        to.Flush(flushToDisk: true);
    }

    private static bool IsDatabase(string file) => file.EndsWith(".db", StringComparison.Ordinal);

    private static bool IsKept(string file) =>
        !file.StartsWith(PepperFile.FileName, StringComparison.Ordinal)
        && file != DataFolder.LockName
        && !file.EndsWith("-wal", StringComparison.Ordinal)
        && !file.EndsWith("-shm", StringComparison.Ordinal)
        && !file.EndsWith(".new", StringComparison.Ordinal)
        && !file.Contains(".set-aside-", StringComparison.Ordinal);

    /// <summary>True where a folder is another one or below it, links followed as far as there are folders.</summary>
    private static bool IsInside(string folder, string other)
    {
        var relative = Path.GetRelativePath(Real(other), Real(folder));
        return relative == "."
            || !(Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    private static string Real(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            return target.FullName;
        }

        return Path.GetDirectoryName(path) is { } parent ? Path.Combine(Real(parent), Path.GetFileName(path)) : path;
    }

    private static void RequireFolders(string source, string target)
    {
        if (!File.Exists(Path.Combine(source, Referred)))
        {
            throw new StoreUnavailableException($"{source} is not a data folder: it has no {Referred}. Name the folder with --data DIR.");
        }

        if (IsInside(target, source))
        {
            throw new StoreUnavailableException($"{target} is inside the data folder {source}, and would be lost with it. Name a folder elsewhere.");
        }

        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new StoreUnavailableException($"{target} is not empty. Name a new folder for each backup.");
        }

        if (Directory.Exists(target + ".partial"))
        {
            throw new StoreUnavailableException(
                $"{target}.partial is there: another backup runs, or one was cut short. Remove that folder, or name another one.");
        }
    }
}
