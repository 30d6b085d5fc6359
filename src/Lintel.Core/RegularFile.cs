namespace Lintel;

/// <summary>
/// Files that are read from a disk. A named pipe, a device or a socket in their place is not opened: that would wait for somebody who writes, or never end.
/// </summary>
internal static class RegularFile
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>Opens a file for reading, while others may write or remove it.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <exception cref="IOException">It cannot be opened, is empty, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream OpenRead(string path)
    {
        if (!OperatingSystem.IsWindows() && IsEmpty(path))
        {
            throw new IOException($"'{path}' is empty or no regular file.");
        }

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    // .NET does not tell what else a file may be, but that has no length, and neither has it a pipe that only links of the process lead to.
    private static bool IsEmpty(string path)
    {
        var links = MostLinks;
        var file = new FileInfo(WithoutLinks(Path.GetFullPath(path), ref links));
        return file.Length == 0;
    }

    // Step by step: a link may go up from where the folders before it lead to.
    private static string WithoutLinks(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } above)
        {
            return path;
        }

        above = WithoutLinks(above, ref links);
        var own = Path.Combine(above, Path.GetFileName(path));
        if (new FileInfo(own).LinkTarget is not { } target)
        {
            return own;
        }

        return links-- > 0 ? WithoutLinks(Path.GetFullPath(target, above), ref links) : throw new IOException($"'{path}' has too many links.");
    }
}
