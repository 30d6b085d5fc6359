using System.Runtime.InteropServices;
using System.Text;

namespace Lintel.Sqlite;

/// <summary>What a path leads to: on Linux device and inode, elsewhere the moment of creation.</summary>
/// <param name="Device">The device.</param>
/// <param name="Inode">The inode.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>
/// A path that is asked again and again whether it still leads to the same file. An unlinked file lives on for those who have it open, so writes
/// into it would be acknowledged and lost. Opening the file to look at it is no way: closing it again would drop SQLite's locks (POSIX advisory
/// locks belong to the process).
/// </summary>
internal sealed partial class WatchedFile(string path)
{
    private const int CurrentDirectory = -100;
    private const uint WantInode = 0x100;
    private const int BufferSize = 256;

    private readonly byte[] _path = [.. Encoding.UTF8.GetBytes(path), 0];

    /// <summary>The path.</summary>
    public string Path { get; } = path;

    /// <summary>What the path leads to now; null for nothing. About a microsecond, without allocation.</summary>
    public FileIdentity? Look() => OperatingSystem.IsLinux() ? LookOnLinux() : LookElsewhere();

    private FileIdentity? LookOnLinux()
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        if (StatX(CurrentDirectory, _path, 0, WantInode, buffer) != 0)
        {
            return null;
        }

        // struct statx is the same on every architecture: stx_ino at 32, stx_dev_major and stx_dev_minor at 136.
        var inode = MemoryMarshal.Read<ulong>(buffer[32..]);
        var device = MemoryMarshal.Read<ulong>(buffer[136..]);
        return new FileIdentity(device, inode);
    }

    private FileIdentity? LookElsewhere()
    {
        var file = new FileInfo(Path);
        return file.Exists ? new FileIdentity(0, (ulong)file.CreationTimeUtc.Ticks) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int StatX(int directory, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> buffer);
}
