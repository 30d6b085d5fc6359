using System.Buffers;
using System.Text.Json;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>A JSON object on each line, as the search answers them.</summary>
internal sealed class NdjsonExport : IExportFormat
{
    public string ContentType => "application/x-ndjson; charset=utf-8";

    public void Begin(IBufferWriter<byte> target)
    {
        // Every line stands for itself.
    }

    public void Write(IBufferWriter<byte> target, RequestLogEntry entry) => WriteLine(target, RequestShape.Of(entry));

    public void Cut(IBufferWriter<byte> target, RequestExportCut cut) => WriteLine(target, cut);

    private static void WriteLine<T>(IBufferWriter<byte> target, T line)
    {
        target.Write(JsonSerializer.SerializeToUtf8Bytes(line, Answer.Options));
        target.Write("\n"u8);
    }
}
