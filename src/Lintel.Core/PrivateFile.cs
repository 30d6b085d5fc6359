using System.Text;

namespace Lintel;

/// <summary>
/// Files that hold secrets or what was done with them: nobody but their owner reads and writes them (mode 600; on Windows the folder's rights hold).
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OthersAccess =
        UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Opens a file. One that this makes has the right mode from the beginning; <see cref="Protect"/> is for one that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is made.</param>
    /// <param name="access">What it is opened for.</param>
    /// <param name="share">What others may do meanwhile.</param>
    /// <exception cref="IOException">It cannot be opened so.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened so.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Writes or replaces a small file as a whole, so that a reader or a crash never meets half of one.</summary>
    /// <param name="path">The file; beside it one with <c>.new</c> is written first.</param>
    /// <param name="text">What it is to hold, in UTF-8.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, string text)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var stream = Open(unfinished, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Says who else may read or write a file that holds a secret. It is not mended quietly: whoever could read the secret may know it.</summary>
    /// <param name="path">The file, which must be there.</param>
    /// <returns>What is wrong, with the command that mends it; null where only the owner may.</returns>
    public static string? ExposureOf(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & OthersAccess) == UnixFileMode.None
        ? null
        : $"{path} can be read or written by others (mode {ModeOf(File.GetUnixFileMode(path))}). Run: chmod 600 {Quote(path)}";

    /// <summary>Says who else may put another file in the place of one in a folder.</summary>
    /// <param name="folder">The folder, which must be there.</param>
    /// <returns>What is wrong, with the command that mends it; null where only the owner may.</returns>
    public static string? ExposureOfFolder(string folder) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(folder) & OthersWrite) == UnixFileMode.None
        ? null
        : $"{folder} can be written by others (mode {ModeOf(File.GetUnixFileMode(folder))}), who could replace what is in it. Run: chmod go-w {Quote(folder)}";

    /// <summary>Lets nobody but its owner read and write a file that is there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file's mode cannot be set.</exception>
    /// <exception cref="UnauthorizedAccessException">The file belongs to somebody else.</exception>
    public static void Protect(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    private static string ModeOf(UnixFileMode mode) => Convert.ToString((int)mode, toBase: 8);

    private static string Quote(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
