using System.Diagnostics;

namespace Lintel.Sqlite;

/// <summary>
/// The folder of the databases, locked for one process: a second one would answer from caches that do not see the first one's changes, and count limits by
/// itself.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The lock file's name. A process that dies leaves the file behind, but not its lock, which the operating system holds.</summary>
    public const string LockName = "lintel.lock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Path { get; }

    /// <summary>Creates the folder where there is none, and takes its lock.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="wait">How long to wait for a process that is about to end, in real time.</param>
    /// <exception cref="StoreUnavailableException">The folder cannot be written to, or another process keeps its lock.</exception>
    public static async Task<DataFolder> OpenAsync(string path, TimeSpan wait)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Create(full);
            RequireWritable(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(full, exception);
        }

        return new DataFolder(full, await HoldAsync(full, wait));
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    // SQLite would blame the database: it makes its write-ahead log beside it.
    private static void RequireWritable(string path)
    {
        var probe = System.IO.Path.Combine(path, System.IO.Path.GetRandomFileName());
        new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
    }

    private static async Task<FileStream> HoldAsync(string path, TimeSpan wait)
    {
        var file = System.IO.Path.Combine(path, LockName);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return PrivateFile.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new StoreUnavailableException(
                    $"{file} cannot be opened by {Environment.UserName}: {exception.Message} Give the file to that user, or choose another folder.",
                    exception);
            }
            catch (IOException exception) when (Stopwatch.GetElapsedTime(started) >= wait)
            {
                throw new StoreUnavailableException(
                    $"Another process uses the data folder {path} and still held {LockName} after {wait.TotalSeconds:0.#} s: stop it, or choose another "
                        + "folder.",
                    exception);
            }
            catch (IOException)
            {
                // By the real time: the process that is waited for knows no other.
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private static StoreUnavailableException Unwritable(string path, Exception exception) =>
        new(
            $"The data folder {path} cannot be written to by {Environment.UserName}: {exception.Message} Give that user write access to the folder, or choose "
                + "another one.",
            exception);
}
