using System.Buffers;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>A format of exported entries.</summary>
internal interface IExportFormat
{
    /// <summary>The Content-Type.</summary>
    string ContentType { get; }

    /// <summary>Writes what precedes the entries.</summary>
    void Begin(IBufferWriter<byte> target);

    /// <summary>Writes an entry.</summary>
    void Write(IBufferWriter<byte> target, RequestLogEntry entry);

    /// <summary>Writes a last line that says that the export ended before its end.</summary>
    void Cut(IBufferWriter<byte> target, RequestExportCut cut);
}

/// <summary>An export that ended before its end.</summary>
/// <param name="Truncated">true.</param>
/// <param name="Entries">The number of entries before this line.</param>
/// <param name="Cursor">Sent back as <c>cursor</c> for the rest.</param>
internal sealed record RequestExportCut(bool Truncated, long Entries, string Cursor);
