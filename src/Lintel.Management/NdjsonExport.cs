using System.Buffers;
using System.Text.Json;

namespace Lintel.Management;

/// <summary>A JSON object on each line, as the search answers them.</summary>
/// <typeparam name="T">The entries.</typeparam>
/// <typeparam name="TShape">The objects.</typeparam>
/// <param name="name">The name of the file without its ending.</param>
/// <param name="show">Makes the object of an entry.</param>
internal sealed class NdjsonExport<T, TShape>(string name, Func<T, TShape> show) : IExportFormat<T>
{
    public string ContentType => "application/x-ndjson; charset=utf-8";

    public string FileName => name + ".ndjson";

    public void Begin(IBufferWriter<byte> target)
    {
        // Every line stands for itself.
    }

    public void Write(IBufferWriter<byte> target, T entry) => WriteLine(target, show(entry));

    public void Cut(IBufferWriter<byte> target, ExportCut cut) => WriteLine(target, cut);

    private static void WriteLine<TLine>(IBufferWriter<byte> target, TLine line)
    {
        target.Write(JsonSerializer.SerializeToUtf8Bytes(line, Answer.Options));
        target.Write("\n"u8);
    }
}
