using System.Text;

namespace Lintel;

/// <summary>Small files that hold secrets: mode 600, and replaced whole, so that a reader or a crash never meets half of one.</summary>
public static class PrivateFile
{
    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file; beside it one with <c>.new</c> is written first.</param>
    /// <param name="text">What it is to hold, in UTF-8.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, string text)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(unfinished, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
