namespace Lintel.Sqlite;

/// <summary>Copies data folders while they are in use.</summary>
public static class SqliteBackup
{
    /// <summary>
    /// Copies a data folder, also while a process uses it: every database as it is at one moment, and the other files. The pepper is not copied; keep it
    /// elsewhere, because whoever has both can test guesses of secrets.
    /// </summary>
    /// <param name="dataDirectory">The data folder.</param>
    /// <param name="folder">The folder of the copy, which must not exist or be empty. Only a complete copy ever has this name.</param>
    /// <param name="cancellationToken">Gives up between two files.</param>
    /// <returns>The names of the copied files.</returns>
    /// <exception cref="StoreUnavailableException">A file cannot be read, a copy is damaged, or the folder cannot be written or is not empty.</exception>
    public static Task<IReadOnlyList<string>> CreateAsync(string dataDirectory, string folder, CancellationToken cancellationToken = default) =>
        Task.Run(() => DataFolderBackup.Copy(dataDirectory, folder, cancellationToken), cancellationToken);
}
