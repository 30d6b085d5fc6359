using System.Collections.Frozen;
using System.IO.Hashing;
using System.Security;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Tells whether files hold something else than when they were read last, whatever links and folders lead to them.</summary>
internal sealed class ChangedFiles
{
    private readonly Lock _gate = new();
    private FrozenDictionary<string, UInt128?> _contents = FrozenDictionary<string, UInt128?>.Empty;

    /// <summary>Looks at what is in some files, before they are read.</summary>
    public static FrozenDictionary<string, UInt128?> Look(IEnumerable<string> files) => files.Distinct().ToFrozenDictionary(file => file, HashOf);

    /// <summary>Remembers files that were read, in the place of those before.</summary>
    /// <param name="files">The files.</param>
    /// <param name="before">What was in them before they were read. One that is not among these has changed, as nobody knows better.</param>
    public void Remember(IEnumerable<string> files, FrozenDictionary<string, UInt128?> before)
    {
        lock (_gate)
        {
            _contents = files.Distinct().ToFrozenDictionary(file => file, file => before.GetValueOrDefault(file));
        }
    }

    /// <summary>Returns true if one of them has changed since the last call, or since it was remembered; otherwise, false.</summary>
    public bool HaveChanged()
    {
        lock (_gate)
        {
            var before = _contents;
            _contents = Look(before.Keys);
            return before.Any(file => file.Value != _contents[file.Key]);
        }
    }

    // A file that cannot be read differs from every other; what is wrong with it is told where it is loaded.
    private static UInt128? HashOf(string file)
    {
        try
        {
            using var stream = RegularFile.OpenRead(file);
            var buffer = new byte[Math.Min(stream.Length, ContractReader.MaximumLength) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return XxHash128.HashToUInt128(buffer.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is IOException
            or UnauthorizedAccessException
            or ArgumentException
            or NotSupportedException
            or SecurityException)
        {
            return UInt128.Zero;
        }
    }
}
