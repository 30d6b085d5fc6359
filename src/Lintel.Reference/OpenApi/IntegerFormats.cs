using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>The formats of integers (OpenAPI's registry of formats), from which generated clients take their types.</summary>
internal static class IntegerFormats
{
    public const string Int32 = "int32";
    public const string Int64 = "int64";

    /// <summary>The format of an integer type or of one that may be null; null for other types and for those without a format.</summary>
    public static string? Of(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 => Int32,
        TypeCode.UInt32 or TypeCode.Int64 => Int64,
        _ => null,
    };

    /// <summary>The narrowest format of a number.</summary>
    public static string Of(JsonNode number) => number is JsonValue value && value.TryGetValue<int>(out _) ? Int32 : Int64;

    /// <summary>The schema of an integer.</summary>
    public static JsonObject Schema(string format) => new() { ["type"] = "integer", ["format"] = format };
}
