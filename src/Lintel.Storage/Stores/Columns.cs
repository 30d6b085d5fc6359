using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Lintel.Addresses;
using Lintel.Sessions;

namespace Lintel.Storage;

/// <summary>How values look in columns.</summary>
internal static class Columns
{
    private const string EmptyObject = "{}";

    private const string EmptyList = "[]";

    // Most keys have no limits of their own and no metadata, and many are kept in memory.
    private static readonly Dictionary<string, int> NoLimits = [];
    private static readonly Dictionary<string, string> NoMetadata = [];

    public static long FromMoment(DateTimeOffset moment) => moment.UtcTicks;

    public static long? FromMoment(DateTimeOffset? moment) => moment?.UtcTicks;

    public static DateTimeOffset ToMoment(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset? ToMoment(long? ticks) => ticks is { } value ? ToMoment(value) : null;

    public static byte[] FromHandle(KeyHandle handle)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, handle.Value);
        return bytes;
    }

    /// <summary>The lowest and the highest hash with a handle.</summary>
    public static (byte[] Low, byte[] High) FromHandle(SessionHandle handle)
    {
        var (low, high) = (new byte[32], new byte[32]);
        BinaryPrimitives.WriteUInt128BigEndian(low, handle.Value);
        BinaryPrimitives.WriteUInt128BigEndian(high, handle.Value);
        high.AsSpan(16).Fill(byte.MaxValue);
        return (low, high);
    }

    public static KeyHandle ToHandle(byte[] bytes) => KeyHandle.FromBytes(bytes);

    public static string FromLimits(IReadOnlyDictionary<string, int> limits) =>
        JsonSerializer.Serialize(limits, ColumnsContext.Default.IReadOnlyDictionaryStringInt32);

    public static IReadOnlyDictionary<string, int> ToLimits(string json) =>
        json == EmptyObject ? NoLimits : JsonSerializer.Deserialize(json, ColumnsContext.Default.DictionaryStringInt32) ?? NoLimits;

    public static string FromMetadata(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count == 0 ? EmptyObject : JsonSerializer.Serialize(metadata, ColumnsContext.Default.IReadOnlyDictionaryStringString);

    public static IReadOnlyDictionary<string, string> ToMetadata(string json) =>
        json == EmptyObject ? NoMetadata : JsonSerializer.Deserialize(json, ColumnsContext.Default.DictionaryStringString) ?? NoMetadata;

    public static string FromTexts(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts, ColumnsContext.Default.IReadOnlyListString);

    public static string[] ToTexts(string json) => json == EmptyList ? [] : JsonSerializer.Deserialize(json, ColumnsContext.Default.StringArray) ?? [];

    public static string FromNetworks(IReadOnlyList<IPNetwork> networks) => FromTexts([.. networks.Select(network => network.ToString())]);

    public static IPNetwork[] ToNetworks(string json) => [.. ToTexts(json).Select(text => NetworkText.Unmap(IPNetwork.Parse(text)))];
}

/// <summary>The JSON types of columns.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, int>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyList<string>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class ColumnsContext : System.Text.Json.Serialization.JsonSerializerContext;
