using System.Security.Cryptography;

namespace Lintel.Keys;

/// <summary>
/// Brings the pepper at start-up: from the source that settings or code name, or from the file <c>pepper</c> (mode 600) in the data folder, which is made
/// at the first start. Backups of the database do not hold it, so it needs one of its own.
/// </summary>
internal static class PepperFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "pepper";

    /// <summary>One word for the file, beside those of <see cref="PepperSource.ShortName"/>.</summary>
    public const string ShortName = "data";

    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads or makes the pepper and compares it with what the stored keys were made with.</summary>
    /// <param name="source">The source that settings or code name; null for the file in the data folder.</param>
    /// <param name="dataDirectory">The folder of the file; null where there is none.</param>
    /// <param name="checks">What the stored keys were made with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PepperException">
    /// There is no pepper, it cannot be read, is another, or can be read or replaced by others; says what to do.
    /// </exception>
    public static async Task<Pepper> OpenAsync(
        PepperSource? source,
        string? dataDirectory,
        IPepperCheckStore checks,
        CancellationToken cancellationToken = default)
    {
        if (source is not null)
        {
            var text = await source.ReadAsync(cancellationToken);
            return await CheckAsync(Pepper.Parse(text), source.Name, await checks.ReadAsync(cancellationToken), checks, cancellationToken);
        }

        if (dataDirectory is null)
        {
            throw new PepperException(
                $"The setting Lintel__Pepper is missing. Set it to 1: and at least {Pepper.MinLength} random characters, or name a source with "
                + "Lintel__PepperFile or Lintel__PepperCommand, and keep it: without it no key opens.");
        }

        var path = Path.Combine(dataDirectory, FileName);
        var known = await checks.ReadAsync(cancellationToken);
        return await CheckAsync(Pepper.Parse(await ReadOrCreateAsync(path, known, cancellationToken)), path, known, checks, cancellationToken);
    }

    /// <summary>Reads the entries of the file in a data folder.</summary>
    /// <exception cref="PepperException">There is none, it cannot be read, or it can be read or replaced by others.</exception>
    public static async Task<IReadOnlyList<PepperEntry>> ReadEntriesAsync(string dataDirectory, CancellationToken cancellationToken) =>
        PepperText.Read(await ReadForeignAsync(Path.Combine(dataDirectory, FileName), cancellationToken));

    /// <summary>Replaces the entries of the file in a data folder as a whole.</summary>
    /// <exception cref="PepperException">It cannot be written.</exception>
    public static void WriteEntries(string dataDirectory, IEnumerable<PepperEntry> entries)
    {
        var path = Path.Combine(dataDirectory, FileName);
        try
        {
            PrivateFile.Write(path, PepperText.Write(entries));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PepperException($"The pepper in {path} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file that must be there, such as one that a secret manager mounts.</summary>
    /// <exception cref="PepperException">
    /// It cannot be read, is no regular file, has more than 64 KB, or can be read or replaced by others.
    /// </exception>
    internal static async Task<string> ReadForeignAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            RefuseExposure(ExposureOfMount(Path.GetDirectoryName(Path.GetFullPath(path))!));
            RefuseExposure(PrivateFile.ExposureOf(path));
            return await ReadTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PepperException($"The pepper in {path} cannot be read: {exception.Message}", exception);
        }
    }

    // In a folder with the sticky bit, as mounts of secrets are, nobody replaces the file of another.
    private static string? ExposureOfMount(string folder) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & UnixFileMode.StickyBit) != UnixFileMode.None
            ? null
            : PrivateFile.ExposureOfFolder(folder);

    private static async Task<Pepper> CheckAsync(
        Pepper pepper,
        string source,
        IReadOnlyDictionary<int, byte[]> known,
        IPepperCheckStore checks,
        CancellationToken cancellationToken)
    {
        foreach (var version in pepper.Versions.Concat(pepper.Retired))
        {
            await CheckAsync(pepper, version, source, known, checks, cancellationToken);
        }

        return pepper;
    }

    private static async Task CheckAsync(
        Pepper pepper,
        int version,
        string source,
        IReadOnlyDictionary<int, byte[]> known,
        IPepperCheckStore checks,
        CancellationToken cancellationToken)
    {
        var value = pepper.CheckValueOf(version);
        if (!known.TryGetValue(version, out var noted))
        {
            // Another process that starts now may have been quicker, with another pepper.
            noted = await checks.AddAsync(version, value, cancellationToken);
        }

        if (!CryptographicOperations.FixedTimeEquals(noted, value))
        {
            throw new PepperException(
                $"The pepper in {source} is not the one that the stored keys were made with: version {version} differs. Bring the right one back. "
                + $"If it is lost, so are those keys: replace it by a version {known.Keys.Append(version).Max() + 1} and issue new keys.");
        }
    }

    private static async Task<string> ReadOrCreateAsync(string path, IReadOnlyDictionary<int, byte[]> known, CancellationToken cancellationToken)
    {
        try
        {
            RefuseExposure(PrivateFile.ExposureOfFolder(Path.GetDirectoryName(Path.GetFullPath(path))!));
            if (!File.Exists(path))
            {
                RefuseToReplace(path, known);
                await CreateAsync(path, cancellationToken);
            }

            RefuseExposure(PrivateFile.ExposureOf(path));
            return await ReadTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PepperException($"The pepper in {path} cannot be read or made: {exception.Message}", exception);
        }
    }

    // What was opened is bounded: another file may have taken the place of the one that was looked at.
    private static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = RegularFile.OpenRead(path);
        var buffer = new byte[MostBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes)
        {
            throw new PepperException($"The pepper in {path} has more than {MostBytes / 1024} KB.");
        }

        using var reader = new StreamReader(new MemoryStream(buffer, 0, length));
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static void RefuseExposure(string? exposure)
    {
        if (exposure is not null)
        {
            throw new PepperException($"The pepper is not safe: {exposure}");
        }
    }

    // A new one would void every key without a word.
    private static void RefuseToReplace(string path, IReadOnlyDictionary<int, byte[]> known)
    {
        if (known.Count > 0)
        {
            throw new PepperException(
                $"{path} is missing, and without it none of the stored keys opens. Bring it back, or set Lintel__Pepper. "
                + $"If it is lost, so are the keys: write '{known.Keys.Max() + 1}:' and at least {Pepper.MinLength} random characters into it, and issue new "
                + "keys.");
        }
    }

    // Of several processes that start at once, the one that holds the lock makes the pepper. A move that replaces nothing would not do instead: .NET makes it
    // of a look and a rename.
    private static async Task CreateAsync(string path, CancellationToken cancellationToken)
    {
        var gate = path + ".lock";
        for (var waited = TimeSpan.Zero; !File.Exists(path); waited += Pause)
        {
            try
            {
                // A process that dies leaves the file behind, but not its lock.
                using var held = new FileStream(gate, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                if (!File.Exists(path))
                {
                    PrivateFile.Write(path, Pepper.Generate(version: 1) + "\n");
                }
            }
            catch (IOException) when (waited < LongestWait && (File.Exists(gate) || File.Exists(path)))
            {
                // By the real time: the process that is waited for knows no other.
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
