using System.IO.Hashing;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Tells whether files hold something else than when they were read last, whatever links and folders lead to them.</summary>
internal sealed class ChangedFiles
{
    private readonly Lock _gate = new();
    private string[] _files = [];
    private UInt128 _content;

    /// <summary>Remembers what is in some files now, in the place of those before.</summary>
    public void Remember(string[] files)
    {
        lock (_gate)
        {
            (_files, _content) = (files, HashOf(files));
        }
    }

    /// <summary>Returns true if one of them has changed since the last call, or since it was remembered; otherwise, false.</summary>
    public bool HaveChanged()
    {
        lock (_gate)
        {
            var before = _content;
            _content = HashOf(_files);
            return _content != before;
        }
    }

    private static UInt128 HashOf(string[] files)
    {
        var hash = new XxHash128();
        foreach (var file in files)
        {
            Append(hash, file);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    // A file that cannot be read differs from an empty one; what is wrong with it is told where it is loaded.
    private static void Append(XxHash128 hash, string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            hash.Append(BitConverter.GetBytes(stream.Length));
            if (stream.Length <= ContractReader.MaximumLength)
            {
                hash.Append(stream);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            hash.Append([0xff]);
        }
    }
}
