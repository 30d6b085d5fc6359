using System.Buffers;

namespace Lintel.Management;

/// <summary>A format of exported entries.</summary>
/// <typeparam name="T">The entries.</typeparam>
internal interface IExportFormat<in T>
{
    /// <summary>The Content-Type.</summary>
    string ContentType { get; }

    /// <summary>The name of the file that a browser keeps it in.</summary>
    string FileName { get; }

    /// <summary>Writes what precedes the entries.</summary>
    void Begin(IBufferWriter<byte> target);

    /// <summary>Writes an entry.</summary>
    void Write(IBufferWriter<byte> target, T entry);

    /// <summary>Writes a last line that says that the export ended before its end.</summary>
    void Cut(IBufferWriter<byte> target, ExportCut cut);
}

/// <summary>An export that ended before its end.</summary>
/// <param name="Truncated">true.</param>
/// <param name="Entries">The number of entries before this line.</param>
/// <param name="Cursor">Sent back as <c>cursor</c> for the rest.</param>
internal sealed record ExportCut(bool Truncated, long Entries, string Cursor);
