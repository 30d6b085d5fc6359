using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Bench.Micro;

/// <summary>
/// What the packed blocks of the request log cost beside compressed JSON lines: bytes and processor time of each line, on a thread of its own as in the
/// host. docs/decisions/request-log-format.md goes by it.
/// </summary>
internal static class LogFormatCost
{
    private const int Lines = 200_000;
    private const int LinesOfBatch = 500;
    private const int Rounds = 5;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public static void Print()
    {
        var records = Make();
        Console.WriteLine($"{Lines:N0} lines, {LinesOfBatch} a batch           bytes a line   ns a line to write   ns a line to read");
        Row("packed blocks", () => Pack(records), block => Unpack(block));
        Row("JSON lines", () => Compress(records, stream => stream), block => ReadLines(block, stream => stream));
        Row("JSON lines, Brotli 1", () => Compress(records, Brotli), block => ReadLines(block, Unbrotli));
        Row("JSON lines, deflate", () => Compress(records, Deflate), block => ReadLines(block, Inflate));
    }

    private static void Row<TBlock>(string name, Func<List<TBlock>> write, Action<TBlock> read)
    {
        var (writing, reading) = (double.MaxValue, double.MaxValue);
        List<TBlock> blocks = [];
        for (var round = 0; round < Rounds; round++)
        {
            writing = Math.Min(writing, Time(() => blocks = write()));
            reading = Math.Min(reading, Time(() => blocks.ForEach(read)));
        }

        Console.WriteLine($"{name,-30} {blocks.Sum(LengthOf) / (double)Lines,15:F1} {writing,20:F0} {reading,20:F0}");
    }

    private static long LengthOf<TBlock>(TBlock block) => block is RequestBlock packed ? packed.Lines.Length : ((byte[])(object)block!).Length;

    /// <summary>Processor time, which others on the machine do not lengthen as they do the clock's.</summary>
    private static double Time(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalNanoseconds / Lines;
    }

    private static List<RequestBlock> Pack(RequestRecord[] records)
    {
        var blocks = new List<RequestBlock>();
        using var writer = new RequestBlockWriter();
        writer.Clear();
        for (var i = 0; i < records.Length; i++)
        {
            if (!writer.TryAdd(records[i], i))
            {
                blocks.Add(new RequestBlock { Requests = writer.Requests, Lines = [.. writer.ToPadded()] });
                writer.Clear();
                writer.TryAdd(records[i], i);
            }
        }

        blocks.Add(new RequestBlock { Requests = writer.Requests, Lines = [.. writer.ToPadded()] });
        return blocks;
    }

    private static void Unpack(RequestBlock block)
    {
        using var reader = new RequestBlockReader(block);
        while (reader.MoveNext())
        {
            GC.KeepAlive(reader.ToEntry());
        }
    }

    private static List<byte[]> Compress(RequestRecord[] records, Func<Stream, Stream> compression)
    {
        var blocks = new List<byte[]>();
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        foreach (var batch in records.Chunk(LinesOfBatch))
        {
            using var block = new MemoryStream();
            using (var stream = new BufferedStream(compression(block), 64 * 1024))
            {
                foreach (var record in batch)
                {
                    buffer.ResetWrittenCount();
                    json.Reset();
                    JsonSerializer.Serialize(json, RequestLogEntries.Of(record), Json);
                    stream.Write(buffer.WrittenSpan);
                    stream.WriteByte((byte)'\n');
                }
            }

            blocks.Add(block.ToArray());
        }

        return blocks;
    }

    private static void ReadLines(byte[] block, Func<Stream, Stream> compression)
    {
        using var lines = new StreamReader(compression(new MemoryStream(block)));
        while (lines.ReadLine() is { } line)
        {
            GC.KeepAlive(JsonSerializer.Deserialize<RequestLogEntry>(line, Json));
        }
    }

    private static BrotliStream Brotli(Stream block) => new(block, new BrotliCompressionOptions { Quality = 1 }, leaveOpen: true);

    private static BrotliStream Unbrotli(Stream block) => new(block, CompressionMode.Decompress);

    private static DeflateStream Deflate(Stream block) => new(block, CompressionLevel.Fastest, leaveOpen: true);

    private static DeflateStream Inflate(Stream block) => new(block, CompressionMode.Decompress);

    /// <summary>The traffic of 10,000 keys of 1,000 accounts in no order: nine requests of ten admitted, and refusals of three kinds.</summary>
    private static RequestRecord[] Make()
    {
        // Not for secrets: the same lines in every run.
        var random = new Random(1);
        var keys = Enumerable.Range(0, 10_000).Select(i => $"key_{i:x16}").ToArray();
        var accounts = Enumerable.Range(0, 1_000).Select(i => $"acct_{i:x16}").ToArray();
        var addresses = Enumerable.Range(0, 2_000).Select(i => new IPAddress([10, 0, (byte)(i >> 8), (byte)i])).ToArray();
        Refusal[] refusals =
        [
            Refusal.For(Condition.RateExceeded, ("limit", "60 per minute")),
            Refusal.For(Condition.ScopeMissing, ("required", "orders:write")),
            Refusal.For(Condition.ResourceMissing, ("problem", "There is no such order.")),
        ];
        string[] routes = ["/shop/orders", "/shop/orders/{id}", "/shop/customers/{id}"];
        var at = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        return [.. Enumerable.Range(0, Lines).Select(_ =>
        {
            var key = random.Next(keys.Length);
            var route = routes[random.Next(routes.Length)];
            var refusal = random.Next(10) == 0 ? refusals[random.Next(refusals.Length)] : null;
            at += TimeSpan.FromMicroseconds(random.Next(400));
            return new RequestRecord
            {

                // As the host makes them: the second, and a number within it in no order.
                Id = $"{at.ToUnixTimeSeconds():x8}{random.Next():x8}",
                At = at,
                Api = "shop",
                Operation = $"GET {route}",
                Method = "GET",
                Route = route,
                Status = refusal is null ? 200 : 403,
                Code = refusal is null ? null : "refused",
                Refusal = refusal,
                KeyId = keys[key],
                AccountId = accounts[key % accounts.Length],
                Address = addresses[random.Next(addresses.Length)],
                Duration = TimeSpan.FromMicroseconds(random.Next(50, 5_000)),
                RequestBytes = 0,
                ResponseBytes = random.Next(200, 4_000),
            };
        })];
    }
}
