using Lintel.Bench.Servers.Variants;

namespace Lintel.Bench.Servers;

/// <summary>One way to serve the measured endpoints.</summary>
internal abstract class Variant
{
    public static IReadOnlyDictionary<string, Variant> All { get; } = new Dictionary<string, Variant>(StringComparer.Ordinal)
    {
        ["raw"] = new RawVariant(),
        ["minimal"] = new MinimalVariant(),
        ["stack"] = new StackVariant(httpLogging: false),
        ["stack-http-logging"] = new StackVariant(httpLogging: true),
        ["lintel"] = new LintelVariant(),
    };

    /// <summary>The fixed answer of <c>GET /shop/things</c>.</summary>
    public static ReadOnlyMemory<byte> Things { get; } = """{"data":[{"id":"thing_1","name":"Lamp","price":1250},{"id":"thing_2","name":"Chair","price":4900}]}"""u8.ToArray();

    /// <summary>Adds services.</summary>
    /// <returns>The keys, or the texts that stand for them where a variant looks at none.</returns>
    public abstract Task<BenchKeys> ConfigureAsync(WebApplicationBuilder builder, string folder);

    /// <summary>Adds the pipeline and the endpoints.</summary>
    public abstract Task MapAsync(WebApplication app);

    /// <summary>How many records the request log could not keep, where there is one.</summary>
    public virtual long DroppedLogRecords(WebApplication app) => 0;

    /// <summary>Writes the fixed answer.</summary>
    public static Task WriteThings(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Things.Length;
        return http.Response.Body.WriteAsync(Things).AsTask();
    }
}
