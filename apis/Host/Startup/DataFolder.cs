namespace Lintel.Host.Startup;

/// <summary>
/// The folder of the databases, held by one process at a time: a second one would answer from a keyring that does not see the first one's changes.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public static DataFolder Open(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                Create(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception);
        }

        return new DataFolder(path, Hold(path));
    }

    public void Dispose() => _lock.Dispose();

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    private static FileStream Hold(string path)
    {
        var file = System.IO.Path.Combine(path, "lintel.lock");
        try
        {
            return PrivateFile.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Unusable(path, exception);
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new StartupException(ExitCode.Data, $"Another Lintel process uses {path}. Stop it, or choose another folder with --data.", exception);
        }
        catch (IOException exception)
        {
            throw Unusable(path, exception);
        }
    }

    private static StartupException Unusable(string path, Exception exception) =>
        new(ExitCode.Data, $"Cannot write to {path}: {exception.Message} Choose another folder with --data.", exception);
}
