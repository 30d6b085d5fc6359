using System.Diagnostics.CodeAnalysis;
using Lintel.Bench.Servers.Variants;

namespace Lintel.Bench.Servers;

/// <summary>One way to serve the measured endpoints.</summary>
internal abstract class Variant
{
    private static readonly Dictionary<string, Func<Scale, Variant>> Makers = new(StringComparer.Ordinal)
    {
        ["raw"] = _ => new RawVariant(),
        ["minimal"] = _ => new MinimalVariant(),
        ["stack"] = _ => new StackVariant(httpLogging: false),
        ["stack-http-logging"] = _ => new StackVariant(httpLogging: true),
        ["lintel"] = scale => new LintelVariant(scale),
    };

    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>The fixed answer of <c>GET /shop/things</c>.</summary>
    public static ReadOnlyMemory<byte> Things { get; } =
        """{"data":[{"id":"thing_1","name":"Lamp","price":1250},{"id":"thing_2","name":"Chair","price":4900}]}"""u8.ToArray();

    /// <summary>Makes a variant of <c>name</c> or <c>name:scale</c>.</summary>
    public static bool TryMake(string text, [NotNullWhen(true)] out Variant? variant)
    {
        var parts = text.Split(':', 2);
        variant = Makers.TryGetValue(parts[0], out var make) && Scale.TryParse(parts.ElementAtOrDefault(1), out var scale) ? make(scale) : null;
        return variant is not null;
    }

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
